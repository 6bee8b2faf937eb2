package warble.launcher;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The one stop of a process that serves, whatever brings it about first: a signal or a failure. */
final class Stop {

  private final ExitCode code;
  private final Runnable action;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);

  private Stop(ExitCode code, Runnable action) {
    this.code = code;
    this.action = action;
  }

  /**
   * Runs {@code action} when the process is told to end.
   *
   * @param code what the process then ends with, whatever number the signal has
   */
  static Stop onSignal(ExitCode code, Runnable action) {
    Stop stop = new Stop(code, action);
    Runtime.getRuntime().addShutdownHook(new Thread(stop::asked, "stop"));
    return stop;
  }

  private void asked() {
    if (begin()) {
      Runtime.getRuntime().halt(code.number());
    }
    await(done);
  }

  /**
   * Runs the action without a signal. Does not return when a signal was first: then whatever the
   * caller wants to tell is only what the stop brought about, and of no interest.
   */
  void now() {
    if (!begin()) {
      await(new CountDownLatch(1));
    }
  }

  /** From now on a signal ends the process without the action; does not return after a signal. */
  void waive() {
    if (!begun.compareAndSet(false, true)) {
      await(new CountDownLatch(1));
    }
    done.countDown();
  }

  private boolean begin() {
    if (!begun.compareAndSet(false, true)) {
      return false;
    }
    try {
      action.run();
    } finally {
      done.countDown();
    }
    return true;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
