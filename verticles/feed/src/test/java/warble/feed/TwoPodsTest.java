package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.testkit.Toxic;

/** Two processes that share the partitions, while these change hands in the middle of fan-outs. */
@BackingServices
final class TwoPodsTest {

  private static final int FOLLOWERS = 13;
  private static final int AUTHORS = 8;
  private static final int ROUNDS = 6;

  /** More waits for the one who listens here than elsewhere. */
  private static final FeedConfig.Live LIVE =
      new FeedConfig.Live(1, 400, Duration.ofMillis(1), 4, Duration.ofSeconds(10), 1000);

  private Toxic toRedis;
  private FeedSystem system;
  private List<Long> authors;
  private List<Long> followers;

  @BeforeEach
  void start(Stack stack) {
    toRedis = Toxic.to(stack.redis().nodes().getFirst());
    system = FeedSystem.start(stack, stack.redis(toRedis.address()), LIVE);
    authors = IntStream.range(0, AUTHORS).mapToObj(_ -> system.world.newUser()).toList();
    followers = IntStream.range(0, FOLLOWERS).mapToObj(_ -> system.world.newUser()).toList();
    followers.forEach(follower -> authors.forEach(author -> system.follow(follower, author)));
    system.settle();
    followers.forEach(system::warmUp);
  }

  @AfterEach
  void stop() {
    system.close();
    toRedis.close();
  }

  @Test
  void partitionsThatChangeHandsInTheMiddleOfFanOutsLoseAndDoubleNothing(Stack stack) {
    try (var listening = system.listen(followers.getFirst(), "").live()) {
      toRedis.delay(Duration.ofMillis(20));
      system.domains.followerPages.clear();
      var posts = posts();
      await().until(() -> system.domains.followerPages.size() > AUTHORS);

      try (var pod = system.anotherPod(stack)) {
        await().until(() -> !pod.domains.followerPages.isEmpty());
        assertThat(system.topics().lag(system.config().posts())).isPositive();
        posts.addAll(posts());
        toRedis.pause();
        int before = pod.domains.followerPages.size();
        system.stopConsumers();
        await().until(() -> pod.domains.followerPages.size() > before);
        // What the first process had sent to Redis arrives when the second may have done it again.
        toRedis.heal();
        system.startConsumers();
        system.settle();
      }

      for (long follower : followers) {
        assertThat(system.members(Timeline.homeKey(follower)))
            .containsAll(posts.stream().map(post -> Long.toString(post)).toList());
        assertThat(system.feed(follower, 7)).isEqualTo(posts.reversed());
      }
      await()
          .untilAsserted(
              () -> assertThat(listening.posts()).containsExactlyInAnyOrderElementsOf(posts));
    }
  }

  private List<Long> posts() {
    var posts = new ArrayList<Long>();
    for (int round = 0; round < ROUNDS; round++) {
      authors.forEach(author -> posts.add(system.post(author)));
    }
    return posts;
  }
}
