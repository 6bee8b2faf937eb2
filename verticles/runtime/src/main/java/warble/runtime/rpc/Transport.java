package warble.runtime.rpc;

import io.vertx.core.Future;

/**
 * A way to a service.
 *
 * <p>Deadlines are not its business: when a call is no longer waited for, the cancellation of its
 * context fires.
 */
interface Transport {

  /** Sends the call; the future fails with a {@link FailureException} and nothing else. */
  Future<Payload> send(Call call);
}
