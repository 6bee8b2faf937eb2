package warble.post;

import java.time.Duration;
import warble.runtime.postgres.PostgresConfig;

/**
 * Configuration of the post domain.
 *
 * @param instances verticle instances; 0 is one for each event loop
 * @param postgres the domain's database
 * @param readYourWrites how long after a change the reads that it concerns avoid the replica;
 *     longer than the replica may lag
 */
public record PostConfig(int instances, PostgresConfig postgres, Duration readYourWrites) {

  public PostConfig {
    if (instances < 0) {
      throw new IllegalArgumentException("instances: " + instances + " (expected: 0 or more)");
    }
    if (!readYourWrites.isPositive()) {
      throw new IllegalArgumentException(
          "readYourWrites: " + readYourWrites + " (expected: more than 0)");
    }
  }
}
