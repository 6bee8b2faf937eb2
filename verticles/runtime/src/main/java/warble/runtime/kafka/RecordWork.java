package warble.runtime.kafka;

import io.vertx.core.Future;

/** What is to be done about one record. It lives until that is done, or the record is given up. */
@FunctionalInterface
public interface RecordWork {

  /**
   * Does it, or what is left to do after an attempt that failed. Succeeds when it is done for good.
   */
  Future<Void> attempt();

  /**
   * Makes up for what will not be done, before the record goes to the dead letters. While this
   * fails the record is not given up, but attempted again.
   */
  default Future<Void> giveUp() {
    return Future.succeededFuture();
  }
}
