package warble.feed;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** How many live feeds each user has open in this process, at all its verticle instances. */
final class Listeners {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final Map<Long, Integer> open = new ConcurrentHashMap<>();
  private final int most;

  /**
   * Nobody yet.
   *
   * @param most feeds that one user may have open
   */
  Listeners(int most) {
    this.most = most;
  }

  /**
   * One more of this user.
   *
   * @throws FailureException {@link Failure.ResourceExhausted} when that is too many
   */
  void enter(long user) {
    open.compute(user, (_, count) -> one(count == null ? 0 : count));
  }

  private int one(int before) {
    if (before == most) {
      throw new Failure.ResourceExhausted(
              "TOO_MANY_STREAMS", "a user may listen " + most + " times at once", RETRY_AFTER)
          .exception();
    }
    return before + 1;
  }

  /** One of them has ended. */
  void leave(long user) {
    open.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
  }
}
