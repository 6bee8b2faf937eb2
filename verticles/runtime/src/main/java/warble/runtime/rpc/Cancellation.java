package warble.runtime.rpc;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Tells everything done for one request that nobody waits for it any longer. */
public final class Cancellation {

  private final Promise<Void> cancelled = Promise.promise();

  /** Cancels; the second time does nothing. */
  public void cancel() {
    cancelled.tryComplete();
  }

  /** Whether it was cancelled. */
  public boolean isCancelled() {
    return cancelled.future().isComplete();
  }

  /** Completes when it is cancelled, perhaps never. */
  public Future<Void> future() {
    return cancelled.future();
  }
}
