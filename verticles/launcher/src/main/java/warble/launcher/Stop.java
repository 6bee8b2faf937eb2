package warble.launcher;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The one stop of a process that serves, whatever brings it about first: a signal or a failure. */
final class Stop {

  private final Runnable action;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);

  private Stop(Runnable action) {
    this.action = action;
  }

  /** Runs {@code action} when the process is told to end. */
  static Stop onSignal(Runnable action) {
    Stop stop = new Stop(action);
    Runtime.getRuntime().addShutdownHook(new Thread(stop::asked, "stop"));
    return stop;
  }

  private void asked() {
    if (begin()) {
      // To end when asked to is a success, whatever number the signal has.
      Runtime.getRuntime().halt(ExitCode.OK.number());
    }
    await(done);
  }

  /**
   * Runs the action after a failure. Does not return when a signal was first: then the failure is
   * only what the stop brought about, and of no interest.
   */
  void afterFailure() {
    if (!begin()) {
      await(new CountDownLatch(1));
    }
  }

  private boolean begin() {
    if (!begun.compareAndSet(false, true)) {
      return false;
    }
    action.run();
    done.countDown();
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
