package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.feed.v1.GetFeedRequest;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;
import warble.testkit.Toxic;

/** Fan-out to several pages and batches of followers, while parts of the system go away. */
@BackingServices
final class FanOutTest {

  private static final int FOLLOWERS = 13;

  /** Of the first page of followers; each is refused once an attempt. */
  private static final int BATCHES = 3;

  private Toxic toRedis;
  private FeedSystem system;
  private long ada;
  private List<Long> followers;

  @BeforeEach
  void start(Stack stack) {
    toRedis = Toxic.to(stack.redis().nodes().getFirst());
    system = FeedSystem.start(stack, stack.redis(toRedis.address()));
    ada = system.world.newUser();
    followers = IntStream.range(0, FOLLOWERS).mapToObj(_ -> system.world.newUser()).toList();
    followers.forEach(follower -> system.follow(follower, ada));
    system.settle();
    followers.forEach(system::warmUp);
  }

  @AfterEach
  void stop() {
    system.close();
    toRedis.close();
  }

  @Test
  void everyFollowerGetsThePost() {
    long post = system.post(ada);
    system.settle();

    assertAllHave(List.of(post));
  }

  @Test
  void aPostIsDeliveredWhenRedisIsBack() {
    toRedis.cut();
    long post = system.post(ada);
    await().until(() -> system.topics().lag(system.config().posts()) == 1);
    toRedis.heal();
    system.settle();

    assertAllHave(List.of(post));
  }

  @Test
  void aPostIsDeliveredWhenRedisIsNoLongerFull() {
    long post;
    try (var _ = system.fullRedis()) {
      long before = system.refusals("OOM");
      post = system.post(ada);
      // More than the attempts of a record that fails for its own sake.
      await().until(() -> system.refusals("OOM") > before + 20L * BATCHES);
    }
    system.settle();

    assertAllHave(List.of(post));
  }

  @Test
  void withoutRedisTheFeedComesFromPostgres() {
    var posts = posts(30);
    system.settle();
    toRedis.cut();

    assertThat(system.feed(followers.getFirst(), 7)).isEqualTo(posts.reversed());
  }

  @Test
  void stoppingInTheMiddleOfAFanOutLosesNothing() {
    var posts = new ArrayList<>(posts(20));
    system.restart();
    posts.addAll(posts(20));
    system.restart();
    system.settle();

    assertAllHave(posts);
  }

  @Test
  void aRebuildThatRacesWithTheFanOutLosesNoPost() {
    long reader = followers.getFirst();
    system.domains.listingDelay.set(500);
    for (int round = 0; round < 3; round++) {
      system.forget(reader);
      system.domains.listings.clear();
      var page = system.as(reader, GetFeedRequest.getDefaultInstance());
      // The page and the building have read Postgres, and have not heard the answers yet.
      await().until(() -> Collections.frequency(system.domains.listings, List.of(ada)) == 2);
      var posts = posts(10);
      system.settle();
      var _ = Futures.await(page);
      system.warmUp(reader);

      assertHas(reader, posts);
    }
  }

  private List<Long> posts(int count) {
    return IntStream.range(0, count).mapToObj(_ -> system.post(ada)).toList();
  }

  private void assertAllHave(List<Long> posts) {
    followers.forEach(follower -> assertHas(follower, posts));
  }

  private void assertHas(long reader, List<Long> posts) {
    assertThat(system.members(Timeline.homeKey(reader)))
        .containsAll(posts.stream().map(id -> Long.toString(id)).toList());
  }
}
