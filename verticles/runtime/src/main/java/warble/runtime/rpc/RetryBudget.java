package warble.runtime.rpc;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many calls of a service may be made once more: a share of all, and some in each second. It
 * keeps retries from being most of what a service in trouble gets. All event loops share it.
 */
final class RetryBudget {

  /** Calls that were saved up are good for at most as many retries. */
  private static final double MOST = 100;

  private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final double share;
  private final int floor;
  private final LongSupplier nanoTime;
  private double tokens;
  private long filled;

  RetryBudget(double share, int floor, LongSupplier nanoTime) {
    this.share = share;
    this.floor = floor;
    this.nanoTime = nanoTime;
    this.tokens = floor;
    this.filled = nanoTime.getAsLong();
  }

  /** A call was made. */
  synchronized void called() {
    tokens = Math.min(MOST, tokens + share);
  }

  /** Whether one may be made once more. */
  synchronized boolean take() {
    long now = nanoTime.getAsLong();
    if (tokens < floor) {
      tokens = Math.min(floor, tokens + floor * ((now - filled) / NANOS_PER_SECOND));
    }
    filled = now;
    boolean enough = tokens >= 1;
    tokens -= enough ? 1 : 0;
    return enough;
  }
}
