package warble.runtime.postgres;

import java.time.Duration;

/**
 * When reads leave the replica.
 *
 * @param lagLimit how far the replica may be behind
 * @param timeout how long an answer of it may take before the primary is asked
 * @param fallbackReads reads at the same time that the primary serves in place of the replica
 */
public record ReplicaConfig(Duration lagLimit, Duration timeout, int fallbackReads) {

  public ReplicaConfig {
    requirePositive("lagLimit", lagLimit);
    requirePositive("timeout", timeout);
    if (fallbackReads < 1) {
      throw new IllegalArgumentException(
          "fallbackReads: " + fallbackReads + " (expected: 1 or more)");
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
    }
  }
}
