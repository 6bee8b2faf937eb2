package warble.post;

import java.time.Duration;
import warble.runtime.postgres.PostgresConfig;

/**
 * Configuration of the post domain.
 *
 * @param instances verticle instances; 0 is one for each event loop
 * @param postgres the domain's database
 * @param replica when reads leave the replica
 * @param readYourWrites how long after a change the reads that it concerns avoid the replica;
 *     longer than the replica may lag
 * @param cache posts in Redis
 * @param counters numbers of likes and comments
 * @param idempotencyKeyRetention how long a request with an idempotency key may be repeated
 * @param replicationSlot name of the slot through which changes leave the database
 */
public record PostConfig(
    int instances,
    PostgresConfig postgres,
    Replica replica,
    Duration readYourWrites,
    Cache cache,
    Counters counters,
    Duration idempotencyKeyRetention,
    String replicationSlot) {

  public PostConfig {
    if (instances < 0) {
      throw new IllegalArgumentException("instances: " + instances + " (expected: 0 or more)");
    }
    requirePositive("readYourWrites", readYourWrites);
    requirePositive("idempotencyKeyRetention", idempotencyKeyRetention);
    if (replica.lagLimit().compareTo(readYourWrites) >= 0) {
      throw new IllegalArgumentException(
          "replica.lagLimit: %s (expected: less than readYourWrites, %s)"
              .formatted(replica.lagLimit(), readYourWrites));
    }
  }

  /**
   * When reads leave the replica.
   *
   * @param lagLimit how far it may be behind
   * @param timeout how long an answer of it may take
   * @param fallbackReads reads at the same time that the primary serves in its place
   */
  public record Replica(Duration lagLimit, Duration timeout, int fallbackReads) {

    public Replica {
      requirePositive("lagLimit", lagLimit);
      requirePositive("timeout", timeout);
      if (fallbackReads < 1) {
        throw new IllegalArgumentException(
            "fallbackReads: " + fallbackReads + " (expected: 1 or more)");
      }
    }
  }

  /**
   * Posts in Redis.
   *
   * @param ttl how long a post stays, give or take a tenth
   */
  public record Cache(Duration ttl) {

    public Cache {
      requirePositive("ttl", ttl);
    }
  }

  /**
   * Numbers of likes and comments.
   *
   * @param flushInterval how often the changes are folded into the database's counts
   */
  public record Counters(Duration flushInterval) {

    public Counters {
      requirePositive("flushInterval", flushInterval);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
    }
  }
}
