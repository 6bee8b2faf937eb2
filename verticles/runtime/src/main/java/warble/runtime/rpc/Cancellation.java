package warble.runtime.rpc;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells everything done for one request that nobody waits for it any longer.
 *
 * <p>Whoever listens is told on the thread that cancels.
 */
public final class Cancellation {

  private final Promise<Void> cancelled = Promise.promise();
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

  /** Cancels; the second time does nothing. */
  public void cancel() {
    if (cancelled.tryComplete()) {
      listeners.forEach(this::tell);
    }
  }

  /** Whether it was cancelled. */
  public boolean isCancelled() {
    return cancelled.future().isComplete();
  }

  /** Completes when it is cancelled, perhaps never. */
  public Future<Void> future() {
    return cancelled.future();
  }

  /**
   * Runs {@code action} when it is cancelled, at once if it was already.
   *
   * @return forgets the action, so that what has finished is not kept for as long as its request
   */
  public Runnable onCancel(Runnable action) {
    Listener listener = new Listener(action);
    listeners.add(listener);
    if (isCancelled()) {
      tell(listener);
    }
    return () -> listeners.remove(listener);
  }

  private void tell(Listener listener) {
    if (listeners.remove(listener)) {
      listener.action.run();
    }
  }

  /** Has an identity of its own: one action may listen twice. */
  private static final class Listener {

    private final Runnable action;

    private Listener(Runnable action) {
      this.action = action;
    }
  }
}
