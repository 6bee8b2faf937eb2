package warble.follow;

import java.time.Duration;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReplicaConfig;

/**
 * Configuration of the follow domain.
 *
 * @param instances verticle instances; 0 is one for each event loop
 * @param celebrity when an author's posts are merged on read instead of fanned out on write
 * @param postgres the domain's database
 * @param replica when reads leave the replica
 */
public record FollowConfig(
    int instances, Celebrity celebrity, PostgresConfig postgres, ReplicaConfig replica) {

  public FollowConfig {
    if (instances < 0) {
      throw new IllegalArgumentException("instances: " + instances + " (expected: 0 or more)");
    }
  }

  /**
   * The two borders of being a celebrity, and how it ends.
   *
   * @param enter more followers than this make a celebrity
   * @param leave fewer followers than this make a celebrity an ordinary author again
   * @param mergedFor how long an author who is no longer a celebrity is still merged on read,
   *     longer than a timeline lives that nobody reads
   */
  public record Celebrity(int enter, int leave, Duration mergedFor) {

    public Celebrity {
      if (leave < 0 || leave > enter) {
        throw new IllegalArgumentException(
            "leave: " + leave + " (expected: 0..enter, which is " + enter + ")");
      }
      if (mergedFor.isNegative()) {
        throw new IllegalArgumentException("mergedFor: " + mergedFor + " (expected: 0s or more)");
      }
    }
  }
}
