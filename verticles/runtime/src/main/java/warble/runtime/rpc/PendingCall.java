package warble.runtime.rpc;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * A call that ends when it is answered, when the caller's time is up or when the caller goes away,
 * whichever comes first; in the latter two cases the callee learns of it.
 */
final class PendingCall {

  private final Promise<Payload> outcome = Promise.promise();
  private final Cancellation cancellation = new Cancellation();
  private final Call call;
  private final ResponseMetadata answered;

  private PendingCall(Call call, ResponseMetadata answered) {
    this.call = call;
    this.answered = answered;
  }

  /** Starts a call; {@code answered} takes the metadata that come with the response. */
  static Future<Payload> start(
      Vertx vertx, Transport transport, Call call, ResponseMetadata answered) {
    return Patience.lost(call)
        .map(Failure::<Payload>future)
        .orElseGet(() -> new PendingCall(call, answered).start(vertx, transport));
  }

  private Future<Payload> start(Vertx vertx, Transport transport) {
    Runnable forget = Patience.watch(vertx, call, this::abandon);
    transport.send(call.with(cancellation, answered)).onComplete(this::settle);
    return outcome.future().onComplete(_ -> forget.run());
  }

  private void settle(Payload response, Throwable cause) {
    if (cause == null) {
      outcome.tryComplete(response);
    } else {
      outcome.tryFail(Statuses.failureOf(call.fullMethodName(), cause).exception());
    }
  }

  private void abandon(Failure failure) {
    if (outcome.tryFail(failure.exception())) {
      cancellation.cancel();
    }
  }
}
