package warble.devstack;

import static warble.devstack.Events.State.FAILED;
import static warble.devstack.Events.State.READY;
import static warble.devstack.Events.State.STARTING;
import static warble.devstack.Events.State.STOPPED;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A component whose life is told as events, and which is started again when its process dies. */
final class Supervised {
  private static final Logger log = LoggerFactory.getLogger(Supervised.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final Component component;
  private final Events events;
  private volatile boolean retired;
  private boolean running;
  private long startedAt;

  Supervised(Component component, Events events) {
    this.component = component;
    this.events = events;
  }

  String name() {
    return component.name();
  }

  /** It starts no more; one that is starting still finishes that. */
  void retire() {
    retired = true;
  }

  synchronized void start() throws ComponentFailure, InterruptedException {
    if (running) {
      return;
    }
    if (retired) {
      throw new InterruptedException("everything stops");
    }
    startedAt = System.nanoTime();
    tell(STARTING, "");
    var detail = attempt(component::start);
    running = true;
    tell(READY, detail);
    component.process().ifPresent(this::introduce);
  }

  /** Its pid is told to whoever wants to kill it from outside. */
  private void introduce(ProcessHandle process) {
    events.endpoint("pid." + name(), process.pid());
    watch(process);
  }

  private void watch(ProcessHandle process) {
    Thread.ofVirtual()
        .start(() -> {
          process.onExit().join();
          if (diedUnasked(process)) {
            startAgain();
          }
        });
  }

  /** For as long as it is wanted: what keeps it down, such as a full disk, may pass. */
  private void startAgain() {
    var pause = FIRST_PAUSE;
    while (!comesBack()) {
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    }
  }

  /** Also when nobody wants it any more. Why it does not come back, its own event has told. */
  private boolean comesBack() {
    try {
      start();
      return true;
    } catch (ComponentFailure e) {
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  void stop() throws ComponentFailure, InterruptedException {
    end(component::stop);
  }

  void kill() throws ComponentFailure, InterruptedException {
    end(component::kill);
  }

  private synchronized void end(Act act) throws ComponentFailure, InterruptedException {
    boolean told = running;
    running = false;
    attempt(act.returning(""));
    if (told) {
      tell(STOPPED, "");
    }
  }

  private synchronized boolean diedUnasked(ProcessHandle process) {
    boolean died = running && !component.process().map(ProcessHandle::isAlive).orElse(false);
    if (died) {
      running = false;
      tell(FAILED, "process " + process.pid() + " ended; starting it again");
    }
    return died;
  }

  private String attempt(Callable<String> act) throws ComponentFailure, InterruptedException {
    var task = new FutureTask<>(act);
    task.run();
    try {
      return task.get();
    } catch (ExecutionException e) {
      log.error("{}", component.name(), e.getCause());
      var failure = new ComponentFailure(component.name(), e.getCause());
      tell(FAILED, String.valueOf(failure.getMessage()));
      throw failure;
    }
  }

  private void tell(Events.State state, String detail) {
    events.component(
        component.name(), state, Duration.ofNanos(System.nanoTime() - startedAt), detail);
  }

  /** Something to be done that may fail in any way. */
  private interface Act {
    void run() throws Exception;

    default Callable<String> returning(String result) {
      return () -> {
        run();
        return result;
      };
    }
  }
}
