package warble.runtime.rpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

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
    if (call.context().cancellation().isCancelled()) {
      return cancelled().future();
    }
    if (call.context().deadline().passed()) {
      return deadlineExceeded().future();
    }
    return new PendingCall(call).start(vertx, transport);
  }

  private Future<Payload> start(Vertx vertx, Transport transport) {
    Context context = vertx.getOrCreateContext();
    Runnable forget =
        call.context()
            .cancellation()
            .onCancel(() -> context.runOnContext(_ -> abandon(cancelled())));
    Timer timer =
        vertx.timer(call.context().deadline().remaining().toNanos() + 1, TimeUnit.NANOSECONDS);
    timer.onSuccess(_ -> abandon(deadlineExceeded()));
    transport.send(call.cancelledBy(cancellation)).onComplete(this::settle);
    return outcome
        .future()
        .onComplete(_ -> {
          timer.cancel();
          forget.run();
        });
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

  private static Failure cancelled() {
    return new Failure.Cancelled("the caller went away");
  }

  private static Failure deadlineExceeded() {
    return new Failure.DeadlineExceeded("the deadline has passed");
  }
}
