package warble.follow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the graph knows of one user.
 *
 * @param followers how many users follow this one
 * @param following how many users this one follows
 * @param celebrity whether this user's posts are merged on read instead of fanned out on write
 * @param followedByViewer whether the viewer follows this user
 * @param lastCelebrityAt when the followers last changed while this user was a celebrity, null for
 *     never
 */
record Relation(
    long user,
    int followers,
    int following,
    boolean celebrity,
    boolean followedByViewer,
    @Nullable Instant lastCelebrityAt) {

  /** The relation of somebody who has never followed or been followed. */
  static Relation none(long user) {
    return new Relation(user, 0, 0, false, false, null);
  }
}
