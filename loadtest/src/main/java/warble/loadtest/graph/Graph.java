package warble.loadtest.graph;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import warble.runtime.EntityId;

/**
 * A social graph, the same each time for the same seed. User 0, the star, is followed by very many.
 * Of the others the first ones are followed most, and some follow many times more users than most.
 *
 * @param users how many, numbered from 0
 * @param follows how many, those of the star among them
 * @param fans how many follow the star
 */
record Graph(int users, long follows, int fans, long seed) {

  static final int STAR = 0;

  private static final Instant BEGIN = Instant.parse("2025-01-02T00:00:00Z");
  private static final Instant FIRST_FOLLOW = Instant.parse("2025-02-01T00:00:00Z");
  private static final long BETWEEN_USERS = step(Duration.ofSeconds(1));
  private static final long BETWEEN_FOLLOWS = step(Duration.ofMillis(100));

  /** The greater, the more the first ones have; this makes some ten of a million celebrities. */
  private static final int SKEW = 3;

  /** A prime, to go through all moments in leaps. */
  private static final long LEAP = 15_485_863;

  /** Of so many users each follows one at most on average, or drawing others would take long. */
  private static final int SPARSENESS = 100;

  /** Nobody follows more than so many times the most that may be followed on average. */
  private static final int GREED = 10;

  /** Takes the follows as they come: by follower, and of any time. */
  interface Follows {
    void add(int follower, int followee, long position) throws IOException;
  }

  Graph {
    if (fans < 1
        || fans >= users
        || follows < fans
        || follows > (long) users * users / SPARSENESS) {
      throw new IllegalArgumentException(
          "%d users, %d follows, %d fans (expected: fans below users and follows, a sparse graph)"
              .formatted(users, follows, fans));
    }
  }

  private static long step(Duration duration) {
    return EntityId.firstAt(EntityId.EPOCH.plus(duration));
  }

  /** The identifier of this user. */
  static long id(int user) {
    return EntityId.firstAt(BEGIN) + user * BETWEEN_USERS;
  }

  /** Lists all follows. */
  void list(Follows all) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    long row = 0;
    long rest = follows - fans;
    for (int user = 0; user < users; user++) {
      if (isFan(user)) {
        all.add(user, STAR, position(row++));
      }
      int degree = degree(rest, users - user, random);
      for (int followee : followees(user, degree, random)) {
        all.add(user, followee, position(row++));
      }
      rest -= degree;
    }
  }

  /** Spread over all users but the star. */
  private boolean isFan(int user) {
    return user > 0 && (long) user * fans / (users - 1) > (user - 1L) * fans / (users - 1);
  }

  /** How many others the next one follows of those that are left to follow. */
  private int degree(long rest, int usersLeft, RandomGenerator random) {
    long drawn = Math.round(random.nextExponential() * rest / usersLeft);
    return (int)
        (usersLeft == 1 ? rest : Math.min(Math.min(drawn, rest), GREED * users / SPARSENESS));
  }

  private int[] followees(int user, int count, RandomGenerator random) {
    return IntStream.generate(() -> popular(random))
        .filter(followee -> followee != user)
        .distinct()
        .limit(count)
        .toArray();
  }

  /** Anybody but the star, the likelier the more follow them. */
  int popular(RandomGenerator random) {
    return 1 + (int) ((users - 1) * Math.pow(random.nextDouble(), SKEW));
  }

  private long position(long row) {
    return EntityId.firstAt(FIRST_FOLLOW) + row * LEAP % follows * BETWEEN_FOLLOWS;
  }
}
