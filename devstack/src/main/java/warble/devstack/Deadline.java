package warble.devstack;

import java.io.IOException;
import java.time.Duration;

/** Waiting for something outside that sends no signal when it is done. */
record Deadline(long nanoTime, Duration pause) {
  private static final Duration SHORT = Duration.ofMillis(5);

  static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos(), SHORT);
  }

  /** The same, asking less often: for a question that costs those who are to get ready. */
  Deadline pausing(Duration pause) {
    return new Deadline(nanoTime, pause);
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
      Thread.sleep(pause);
    }
  }

  /** Asked again and again. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }
}
