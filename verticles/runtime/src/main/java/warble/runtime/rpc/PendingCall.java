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

  private PendingCall(Call call) {
    this.call = call;
  }

  static Future<Payload> start(Vertx vertx, Transport transport, Call call) {
    return Patience.lost(call)
        .map(Failure::<Payload>future)
        .orElseGet(() -> new PendingCall(call).start(vertx, transport));
  }

  private Future<Payload> start(Vertx vertx, Transport transport) {
    Runnable forget = Patience.watch(vertx, call, this::abandon);
    transport.send(call.cancelledBy(cancellation)).onComplete(this::settle);
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
