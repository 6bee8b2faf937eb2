package warble.user;

import java.time.Duration;
import java.util.List;

/**
 * The keys of one moment.
 *
 * @param signing signs new access tokens
 * @param published verify, newest first: the one that signs, those that are about to, and those
 *     whose tokens may still be alive
 */
record KeySet(SigningKey signing, List<SigningKey> published) {

  KeySet {
    published = List.copyOf(published);
  }

  /**
   * A key and the time since it was made.
   *
   * @param age by the clock of the database
   */
  record Aged(SigningKey key, Duration age) {}

  /**
   * When keys take turns. All processes look for new keys at the same interval, each at a time of
   * its own.
   *
   * @param beforeSigning age at which a key begins to sign: everybody publishes it by then
   * @param untilRetired age of a key at which the one before it is forgotten: nobody has signed
   *     with it for longer than a token lives
   */
  record Turns(Duration beforeSigning, Duration untilRetired) {

    private static final int PUBLISHED = 2;

    /** Generous, for processes that could not reach the database for a while. */
    private static final int SIGNING = 10;

    /**
     * The turns for these settings.
     *
     * @param interval at which processes look for new keys
     * @param lifetime of access tokens
     */
    static Turns of(Duration interval, Duration lifetime) {
      return new Turns(
          interval.multipliedBy(PUBLISHED), lifetime.plus(interval.multipliedBy(SIGNING)));
    }
  }

  /** Keys that do not take turns: the first signs, all verify. */
  static KeySet configured(List<SigningKey> keys) {
    return new KeySet(keys.getFirst(), keys);
  }

  /** The keys of the database, of which there is at least one. */
  static KeySet of(List<Aged> newestFirst, Turns turns) {
    int signing = 0;
    while (signing < newestFirst.size() - 1
        && newestFirst.get(signing).age().compareTo(turns.beforeSigning()) < 0) {
      signing++;
    }
    int oldest = signing;
    while (oldest < newestFirst.size() - 1
        && newestFirst.get(oldest).age().compareTo(turns.untilRetired()) < 0) {
      oldest++;
    }
    return new KeySet(
        newestFirst.get(signing).key(),
        newestFirst.subList(0, oldest + 1).stream().map(Aged::key).toList());
  }
}
