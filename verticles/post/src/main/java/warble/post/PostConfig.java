package warble.post;

import java.time.Duration;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReplicaConfig;

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
    ReplicaConfig replica,
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
