package warble.runtime.kafka;

import java.time.Duration;
import java.util.TreeSet;

/**
 * The records of one assigned partition that are not finished.
 *
 * <p>Records finish in any order, but a committed offset says that everything before it is done:
 * {@link #committable} is therefore the first unfinished record. The polling thread and the event
 * loop share this object.
 */
final class Partition {

  private final TreeSet<Long> unfinished = new TreeSet<>();
  private long next = -1;
  private int running;
  private boolean stopped;

  /** Notes that a record was received. */
  synchronized void received(long offset) {
    unfinished.add(offset);
    next = offset + 1;
  }

  /** Whether an attempt at a record may begin; if so, {@link #attemptEnded} must follow. */
  synchronized boolean beginAttempt() {
    if (!stopped) {
      running++;
    }
    return !stopped;
  }

  synchronized void attemptEnded() {
    running--;
    notifyAll();
  }

  /** Notes that a record is done with, for better or worse. */
  synchronized void finished(long offset) {
    unfinished.remove(offset);
  }

  synchronized int unfinished() {
    return unfinished.size();
  }

  /** The offset to commit; -1 when nothing was received yet. */
  synchronized long committable() {
    return unfinished.isEmpty() ? next : unfinished.first();
  }

  /** From now on no attempt begins: somebody else will read what is unfinished. */
  synchronized void stop() {
    stopped = true;
  }

  /** Waits until no attempt is in progress, or for {@code timeout}. */
  synchronized void awaitIdle(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (long left = timeout.toMillis();
        running > 0 && left > 0;
        left = (deadline - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
  }
}
