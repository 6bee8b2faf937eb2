package warble.runtime.rpc;

import io.vertx.core.Context;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** How long a caller waits: until its time is up, or until it goes away. */
final class Patience {

  private Patience() {}

  /** Why a call need not even begin; empty when somebody waits for it. */
  static Optional<Failure> lost(Call call) {
    if (call.context().cancellation().isCancelled()) {
      return Optional.of(cancelled());
    }
    return call.context().deadline().passed() ? Optional.of(deadlineExceeded()) : Optional.empty();
  }

  /**
   * Tells {@code giveUp} on the current context when nobody waits any longer.
   *
   * @return to be run when the call has ended
   */
  static Runnable watch(Vertx vertx, Call call, Consumer<Failure> giveUp) {
    Context context = vertx.getOrCreateContext();
    Runnable forget =
        call.context()
            .cancellation()
            .onCancel(() -> context.runOnContext(_ -> giveUp.accept(cancelled())));
    Timer timer =
        vertx.timer(call.context().deadline().remaining().toNanos() + 1, TimeUnit.NANOSECONDS);
    timer.onSuccess(_ -> giveUp.accept(deadlineExceeded()));
    return () -> {
      timer.cancel();
      forget.run();
    };
  }

  private static Failure cancelled() {
    return new Failure.Cancelled("the caller went away");
  }

  private static Failure deadlineExceeded() {
    return new Failure.DeadlineExceeded("the deadline has passed");
  }
}
