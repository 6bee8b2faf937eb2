package warble.follow;

import warble.runtime.rpc.Failure;

/**
 * That one user follows another.
 *
 * <p>Its constructor throws a {@link warble.runtime.rpc.FailureException} for a user who would
 * follow themselves.
 */
record Follow(long follower, long followee) {

  Follow {
    if (follower == followee) {
      throw Failure.invalid("userId", "yourself (expected: another user)").exception();
    }
  }
}
