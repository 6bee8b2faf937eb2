package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

/**
 * Random things happen to a few users; whatever their order, feeds agree with the oracle: at once
 * in all that a reader is owed at once, and in everything when the events have been consumed.
 *
 * <p>Many such schedules run side by side, each with users of its own, in one system whose
 * consumers are stopped and started meanwhile. A schedule that fails tells its seed and its steps;
 * with {@code -Dwarble.seed=…} it is the first to run.
 */
@BackingServices
final class FeedPropertiesTest {

  private static final int SCHEDULES = 200;
  private static final int SIDE_BY_SIDE = 16;
  private static final int RESTARTS = 3;
  private static final int USERS = 6;
  private static final int STEPS = 20;
  private static final int CAPACITY = 6;
  private static final int CELEBRITY_AT = 4;

  @Test
  void feedsAgreeWithTheOracle(Stack stack, TestReporter reporter)
      throws ExecutionException, InterruptedException {
    long seed = Long.getLong("warble.seed", new Random().nextLong());
    reporter.publishEntry("seeds from", Long.toString(seed));
    try (var system = FeedSystem.start(stack, CAPACITY, CELEBRITY_AT);
        var threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      var schedules =
          LongStream.range(seed, seed + SCHEDULES)
              .mapToObj(one -> threads.submit(() -> new Schedule(system, one).run()))
              .toList();
      for (int restart = 1; restart <= RESTARTS; restart++) {
        schedules.get(restart * SCHEDULES / (RESTARTS + 1)).get();
        system.restartConsumers();
      }
      for (Future<?> schedule : schedules) {
        schedule.get();
      }
    }
  }

  /** What happens to some users, one thing after the other. */
  private static final class Schedule {

    private final FeedSystem system;
    private final long seed;
    private final Random random;
    private final List<Long> users;
    private final Set<Long> fans = new HashSet<>();
    private final List<Long> posts = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();

    /** Posts whose events may not have been consumed. */
    private final Set<Long> underWay = new HashSet<>();

    Schedule(FeedSystem system, long seed) {
      this.system = system;
      this.seed = seed;
      this.random = new Random(seed);
      this.users = Stream.generate(system.world::newUser).limit(USERS).toList();
    }

    void run() {
      try {
        for (int step = 0; step < STEPS; step++) {
          step();
        }
        allAgree();
        replayChangesNothing();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + ": " + String.join(", ", steps), failure);
      }
    }

    private void step() {
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> post(anyone());
        case 5, 6 -> deleteAny();
        case 7, 8, 9 -> follow(anyone(), anyone());
        case 10 -> unfollow(anyone(), anyone());
        case 11 -> forget(List.of(anyone()));
        case 12 -> forget(users);
        case 13 -> allAgree();
        case 14 -> becomesAndCeasesToBeACelebrity(anyone());
        case 15, 16 -> pagesHoldWhileThingsChange(anyone());
        default -> readerIsOwed(anyone());
      }
    }

    private long anyone() {
      return users.get(random.nextInt(USERS));
    }

    private int pageSize() {
      return 1 + random.nextInt(random.nextBoolean() ? 5 : 100);
    }

    private void post(long author) {
      long post = system.post(author);
      steps.add("post " + post + " of " + author);
      posts.add(post);
      underWay.add(post);
      if (random.nextBoolean()) {
        readerIsOwed(author);
      }
    }

    private void deleteAny() {
      if (!posts.isEmpty()) {
        delete(posts.get(random.nextInt(posts.size())));
      }
    }

    private void delete(long post) {
      if (system.world.authorOf(post) != 0) {
        steps.add("delete " + post);
        system.delete(post);
      }
    }

    private void follow(long follower, long followee) {
      steps.add(follower + " follows " + followee);
      system.follow(follower, followee);
      readerIsOwed(follower);
    }

    private void unfollow(long follower, long followee) {
      steps.add(follower + " unfollows " + followee);
      system.unfollow(follower, followee);
      readerIsOwed(follower);
    }

    private void forget(List<Long> lost) {
      steps.add("Redis loses " + lost);
      system.forget(lost);
    }

    /** Followers one by one beyond the threshold and back, with a post at each of them. */
    private void becomesAndCeasesToBeACelebrity(long author) {
      var more = Stream.generate(system.world::newUser).limit(CELEBRITY_AT + 1L).toList();
      fans.addAll(more);
      for (long fan : more) {
        follow(fan, author);
        post(author);
        readerIsOwed(anyone());
      }
      for (long fan : more) {
        unfollow(fan, author);
        post(author);
        readerIsOwed(anyone());
      }
    }

    /** What is there before the first page and after the last stands on exactly one of them. */
    private void pagesHoldWhileThingsChange(long reader) {
      var owed = owed(reader);
      var allowed = new HashSet<>(system.world.home(reader));
      int size = 1 + random.nextInt(3);
      var read = new ArrayList<Long>();
      var token = "";
      do {
        steps.add("page of " + size + " of " + reader);
        var page = system.page(reader, size, token);
        token = page.getNextPageToken();
        read.addAll(FeedSystem.ids(page.getItemsList()));
        assertThat(token.isEmpty() || page.getItemsCount() == size).isTrue();
        change(reader, read);
        allowed.addAll(posts);
      } while (!token.isEmpty());
      assertDescending(read);
      assertThat(allowed).containsAll(read);
      assertThat(read)
          .containsAll(owed.stream().filter(id -> system.world.authorOf(id) != 0).toList());
    }

    private void change(long reader, List<Long> read) {
      switch (random.nextInt(5)) {
        case 0 -> post(anyone());
        case 1 -> delete(read.isEmpty() ? 0 : read.getLast());
        case 2 -> deleteAny();
        case 3 -> forget(List.of(reader));
        default -> {}
      }
    }

    /** Nothing that is not in the oracle, and all of it but others' posts that are under way. */
    private void readerIsOwed(long reader) {
      int size = pageSize();
      steps.add("feed by " + size + " of " + reader);
      var feed = system.feed(reader, size);
      assertThat(system.world.home(reader)).containsAll(feed);
      assertDescending(feed);
      assertThat(feed).containsAll(owed(reader));
    }

    private List<Long> owed(long reader) {
      return system.world.home(reader).stream()
          .filter(id -> !underWay.contains(id) || system.world.authorOf(id) == reader)
          .toList();
    }

    private static void assertDescending(List<Long> ids) {
      assertThat(ids).isSortedAccordingTo((a, b) -> Long.compare(b, a)).doesNotHaveDuplicates();
    }

    private void allAgree() {
      steps.add("all events are consumed");
      system.settle();
      underWay.clear();
      for (long reader : users) {
        assertThat(system.feed(reader, pageSize())).isEqualTo(system.world.home(reader));
        // One more says what the timeline is complete for.
        assertThat(system.members(Timeline.homeKey(reader))).hasSizeLessThanOrEqualTo(CAPACITY + 1);
      }
    }

    private void replayChangesNothing() {
      steps.add("replay");
      fans.addAll(users);
      system.replay(fans);
      for (long reader : users) {
        assertThat(system.feed(reader, pageSize())).isEqualTo(system.world.home(reader));
      }
      allAgree();
    }
  }
}
