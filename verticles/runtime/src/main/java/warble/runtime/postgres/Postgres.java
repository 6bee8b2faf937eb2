package warble.runtime.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/**
 * The pools of one domain, shared by all its verticle instances in this process.
 *
 * @param primary for writes, and for reads that must see them
 * @param replica for all other reads; it lags the primary
 */
public record Postgres(Pool primary, Pool replica) {

  /** Closes both pools. */
  public Future<Void> close() {
    return Future.all(primary.close(), replica.close()).mapEmpty();
  }
}
