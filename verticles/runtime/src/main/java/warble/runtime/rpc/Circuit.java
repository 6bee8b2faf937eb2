package warble.runtime.rpc;

import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a service off that fails, so that nobody waits for it and it can recover. After a while one
 * call is let through to find out whether it is back. All event loops share it.
 */
final class Circuit {

  private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

  private enum State {
    CLOSED,
    OPEN,
    /** One call is on its way to find out. */
    TRIAL
  }

  private final String service;
  private final Resilience policy;
  private final LongSupplier nanoTime;
  private State state = State.CLOSED;
  private long since;
  private int calls;
  private int failures;

  Circuit(String service, Resilience policy, LongSupplier nanoTime) {
    this.service = service;
    this.policy = policy;
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /** Whether a call may be made; who makes it must tell how it ended. */
  synchronized boolean admits() {
    return switch (state) {
      case CLOSED -> true;
      case TRIAL -> false;
      case OPEN -> {
        boolean due = elapsed() >= policy.circuitOpen().toNanos();
        if (due) {
          state = State.TRIAL;
        }
        yield due;
      }
    };
  }

  /** A call that was admitted has ended. */
  synchronized void ended(Verdict verdict) {
    switch (state) {
      case CLOSED -> count(verdict);
      case TRIAL -> decide(verdict);
      case OPEN -> {
        // It began before.
      }
    }
  }

  private void count(Verdict verdict) {
    if (elapsed() >= policy.circuitWindow().toNanos()) {
      begin(State.CLOSED);
    }
    calls += verdict == Verdict.NONE ? 0 : 1;
    failures += verdict == Verdict.FAILED ? 1 : 0;
    if (calls >= policy.circuitCalls()
        && failures >= policy.circuitFailures() * calls
        && verdict == Verdict.FAILED) {
      turn(State.OPEN);
    }
  }

  /** Calls from before the cut may end now, too: they know as much as the one that was sent. */
  private void decide(Verdict verdict) {
    switch (verdict) {
      case ANSWERED -> turn(State.CLOSED);
      case FAILED -> begin(State.OPEN);
      // The next call may find out at once.
      case NONE -> state = State.OPEN;
    }
  }

  private void turn(State next) {
    LOG.warn("The circuit of {} is {}", service, next.name().toLowerCase(Locale.ROOT));
    begin(next);
  }

  private void begin(State next) {
    state = next;
    since = nanoTime.getAsLong();
    calls = 0;
    failures = 0;
  }

  private long elapsed() {
    return nanoTime.getAsLong() - since;
  }
}
