package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

/**
 * Random things happen to a few users; whatever their order, feeds agree with the oracle: at once
 * in all that a reader is owed at once, and in everything when the events have been consumed.
 */
@BackingServices
final class FeedPropertiesTest {

  private static final int USERS = 7;
  private static final int STEPS = 120;
  private static final int CAPACITY = 6;
  private static final int CELEBRITY_AT = 4;

  static LongStream seeds() {
    return new Random().longs(4);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void feedsAgreeWithTheOracle(long seed, Stack stack) {
    try (var system = FeedSystem.start(stack, CAPACITY, CELEBRITY_AT)) {
      var run = new Run(system, new Random(seed));
      for (int step = 0; step < STEPS; step++) {
        run.step();
      }
      run.allAgree();
      run.replayChangesNothing();
    }
  }

  /** One schedule. */
  private static final class Run {

    private final FeedSystem system;
    private final Random random;
    private final List<Long> users;

    /** Posts whose events may not have been consumed. */
    private final Set<Long> underWay = new HashSet<>();

    Run(FeedSystem system, Random random) {
      this.system = system;
      this.random = random;
      this.users = Stream.generate(system.world::newUser).limit(USERS).toList();
    }

    void step() {
      switch (random.nextInt(16)) {
        case 0, 1, 2, 3, 4 -> post(anyone());
        case 5 -> deleteAny();
        case 6, 7, 8 -> system.follow(anyone(), anyone());
        case 9 -> system.unfollow(anyone(), anyone());
        case 10 -> system.forget(anyone());
        case 11 -> allAgree();
        default -> readerIsOwed(anyone());
      }
    }

    private long anyone() {
      return users.get(random.nextInt(USERS));
    }

    private void post(long author) {
      underWay.add(system.post(author));
      if (random.nextBoolean()) {
        readerIsOwed(author);
      }
    }

    private void deleteAny() {
      var posts = system.world.posts();
      if (!posts.isEmpty()) {
        system.delete(posts.get(random.nextInt(posts.size())));
      }
    }

    /** Nothing that is not in the oracle, and all of it but others' posts that are under way. */
    private void readerIsOwed(long reader) {
      var feed = system.feed(reader, 1 + random.nextInt(9));
      var home = system.world.home(reader);
      assertThat(home).containsAll(feed);
      assertThat(feed)
          .isSortedAccordingTo((a, b) -> Long.compare(b, a))
          .doesNotHaveDuplicates()
          .containsAll(
              home.stream()
                  .filter(id -> !underWay.contains(id) || system.world.authorOf(id) == reader)
                  .toList());
    }

    void allAgree() {
      system.settle();
      underWay.clear();
      for (long reader : users) {
        assertThat(system.feed(reader, 1 + random.nextInt(9))).isEqualTo(system.world.home(reader));
      }
    }

    void replayChangesNothing() {
      system.replay();
      for (long reader : users) {
        assertThat(system.feed(reader, 5)).isEqualTo(system.world.home(reader));
      }
      allAgree();
    }
  }
}
