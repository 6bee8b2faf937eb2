package warble.runtime.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long keys stay in Redis. */
public final class Lifetime {

  private Lifetime() {}

  /** This time in milliseconds, as an argument of a command. */
  public static String millis(Duration lifetime) {
    return Long.toString(lifetime.toMillis());
  }

  /**
   * The same, give or take a tenth: what was written together shall not have to be loaded together.
   */
  public static String jittered(Duration lifetime) {
    long tenth = lifetime.toMillis() / 10;
    long jitter = ThreadLocalRandom.current().nextLong(2 * tenth + 1) - tenth;
    return Long.toString(lifetime.toMillis() + jitter);
  }
}
