package warble.runtime.rpc;

import io.vertx.core.Future;

/**
 * A way to a service.
 *
 * <p>Deadlines are not its business: when a call is no longer waited for, the cancellation of its
 * context fires.
 */
interface Transport {

  /** Sends the call; an expected failure comes as a {@link FailureException}. */
  Future<Payload> send(Call call);

  /** Sends a call that is answered with a stream; an expected failure as above. */
  Future<MessageSource> stream(Call call);
}
