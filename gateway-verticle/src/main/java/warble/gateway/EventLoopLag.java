package warble.gateway;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;
import warble.runtime.rpc.Failure;

/**
 * How late an event loop is, by a timer that should have run: what a request waits for before
 * anybody looks at it. One object for each loop, used on it only.
 */
final class EventLoopLag {

  private static final Duration TICK = Duration.ofMillis(50);
  private static final Failure LATE =
      new Failure.Unavailable("the gateway is overloaded", Duration.ofSeconds(1));

  private final LongSupplier nanoTime;
  private final long most;
  private long due;
  private long lag;

  /** It is not late yet. */
  EventLoopLag(Duration most, LongSupplier nanoTime) {
    this.most = most.toNanos();
    this.nanoTime = nanoTime;
    this.due = nanoTime.getAsLong() + TICK.toNanos();
  }

  /** Watches the current event loop. */
  static EventLoopLag watch(Vertx vertx, Duration most) {
    EventLoopLag lag = new EventLoopLag(most, System::nanoTime);
    vertx.setPeriodic(TICK.toMillis(), _ -> lag.tick());
    return lag;
  }

  /** The timer runs. */
  void tick() {
    long now = nanoTime.getAsLong();
    lag = now - due;
    due = now + TICK.toNanos();
  }

  /** Whether the timer was too late, or is already. */
  boolean isTooLate() {
    return Math.max(lag, nanoTime.getAsLong() - due) > most;
  }

  /** Refuses what the loop has no time for. */
  void refuseLate() {
    if (isTooLate()) {
      throw LATE.exception();
    }
  }
}
