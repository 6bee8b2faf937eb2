package warble.runtime.rpc;

import java.time.Duration;

/**
 * A moment on this JVM's monotonic clock; between JVMs only the time that is left travels.
 *
 * @param nanoTime the moment, comparable to {@link System#nanoTime()}
 */
public record Deadline(long nanoTime) {

  /** More than any call lasts. */
  public static final Duration LONGEST = Duration.ofDays(3650);

  /** No moment that matters: {@link #LONGEST} from now. */
  public static Deadline never() {
    return after(LONGEST);
  }

  /** The moment {@code timeout} from now. */
  public static Deadline after(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos());
  }

  /** What is left, zero when it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  /** Whether it has passed. */
  public boolean passed() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /** The earlier of the two. */
  public Deadline min(Deadline other) {
    return nanoTime - other.nanoTime <= 0 ? this : other;
  }
}
