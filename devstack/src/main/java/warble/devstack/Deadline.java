package warble.devstack;

import java.io.IOException;
import java.time.Duration;

/** Waiting for something outside that sends no signal when it is done. */
record Deadline(long nanoTime) {
  private static final Duration PAUSE = Duration.ofMillis(5);

  static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /**
   * Returns when the condition holds.
   *
   * @throws IOException if it does not hold in time; the message is the given one
   */
  void await(Condition condition, String message) throws IOException, InterruptedException {
    while (!condition.holds()) {
      if (System.nanoTime() > nanoTime) {
        throw new IOException(message);
      }
      Thread.sleep(PAUSE);
    }
  }

  /** Asked every few milliseconds. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }
}
