package warble.runtime.rpc;

import java.time.Duration;

/**
 * What is done about services of other processes that fail.
 *
 * <p>A call counts against who should have answered it when the connection was lost, when the
 * answer was {@code UNAVAILABLE}, or when its deadline passed after {@code hungAfter} at least; a
 * caller with less patience proves nothing. All other answers are answers.
 *
 * @param hungAfter how long a call must have waited for its deadline to count
 * @param retryShare most retries as a share of the calls of a service
 * @param retryFloor retries in each second that there are besides
 * @param ejectAfter failures in a row after which an instance is tried last
 * @param ejectFor for how long
 * @param ejectMost largest share of the instances of a service that is tried last for failures
 * @param circuitCalls calls of a window from which on a service may be cut off
 * @param circuitFailures share of failures from which on it is
 * @param circuitWindow the window
 * @param circuitOpen for how long, before one call finds out whether it is back
 */
public record Resilience(
    Duration hungAfter,
    double retryShare,
    int retryFloor,
    int ejectAfter,
    Duration ejectFor,
    double ejectMost,
    int circuitCalls,
    double circuitFailures,
    Duration circuitWindow,
    Duration circuitOpen) {

  /** Nothing. */
  static final Resilience NONE =
      new Resilience(
          Duration.ofDays(1),
          0,
          0,
          Integer.MAX_VALUE,
          Duration.ofSeconds(1),
          0,
          Integer.MAX_VALUE,
          1,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));

  public Resilience {
    requireDuration("hung-after", hungAfter);
    requireShare("retry-share", retryShare);
    require(retryFloor >= 0, "retry-floor: " + retryFloor + " (expected: 0 or more)");
    require(ejectAfter >= 1, "eject-after: " + ejectAfter + " (expected: 1 or more)");
    requireDuration("eject-for", ejectFor);
    requireShare("eject-most", ejectMost);
    require(circuitCalls >= 1, "circuit-calls: " + circuitCalls + " (expected: 1 or more)");
    requireShare("circuit-failures", circuitFailures);
    require(circuitFailures > 0, "circuit-failures: 0 (expected: more than 0)");
    requireDuration("circuit-window", circuitWindow);
    requireDuration("circuit-open", circuitOpen);
  }

  private static void requireDuration(String name, Duration value) {
    require(
        value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(Duration.ofDays(1)) <= 0,
        name + ": " + value + " (expected: 1ms to 1d)");
  }

  private static void requireShare(String name, double value) {
    require(value >= 0 && value <= 1, name + ": " + value + " (expected: 0 to 1)");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
