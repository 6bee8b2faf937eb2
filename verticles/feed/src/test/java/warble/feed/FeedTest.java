package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static warble.testkit.Futures.expectedFailure;

import io.vertx.redis.client.Command;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import warble.feed.v1.GetFeedRequest;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

@BackingServices
final class FeedTest {

  private static final int CAPACITY = 8;
  private static final int CELEBRITY_AT = 4;

  private static FeedSystem system;
  private long ada;
  private long bob;

  @BeforeAll
  static void start(Stack stack) {
    system = FeedSystem.start(stack, CAPACITY, CELEBRITY_AT);
  }

  @BeforeEach
  void newUsers() {
    ada = system.world.newUser();
    bob = system.world.newUser();
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  void aPostReachesTheLiveTimelineOfAFollower() {
    system.follow(bob, ada);
    system.settle();
    system.warmUp(bob);

    long post = system.post(ada);
    system.settle();

    assertThat(system.members(Timeline.homeKey(bob))).contains(Long.toString(post));
    assertThat(system.feed(bob, 20)).containsExactly(post);
  }

  @Test
  void anItemHasItsAuthorAndIsReadByTheCaller() {
    system.follow(bob, ada);
    long post = system.post(ada);

    var item = system.page(bob, 20, "").getItems(0);

    assertThat(item.getPost().getId()).isEqualTo(post);
    assertThat(item.getPost().getContent()).isEqualTo("read by " + bob);
    assertThat(item.getAuthor().getUsername()).isEqualTo("user" + ada);
  }

  @Test
  void aReaderWhoWasNotSeenHasNoTimelineAndReadsRightOnReturn() {
    system.follow(bob, ada);
    var posts = posts(ada, 3);
    system.settle();

    assertThat(system.members(Timeline.homeKey(bob))).isEmpty();
    assertThat(system.feed(bob, 20)).isEqualTo(posts.reversed());
  }

  @Test
  void onesOwnPostIsThereAtOnce() {
    system.warmUp(ada);
    system.settle();

    long post = system.world.post(ada);

    assertThat(system.feed(ada, 20)).containsExactly(post);
  }

  @Test
  void aDeletedPostIsGoneAtOnceAndAfterItsEventFromRedisToo() {
    system.follow(bob, ada);
    system.warmUp(bob);
    long post = system.post(ada);
    system.settle();

    system.world.delete(post);
    assertThat(system.feed(bob, 20)).isEmpty();

    system.topics().send(system.config().posts().topic(), ada, deleted(post));
    system.settle();
    assertThat(system.members(Timeline.homeKey(bob))).doesNotContain(Long.toString(post));
  }

  private String deleted(long post) {
    return "{\"id\":" + post + ",\"author_id\":" + ada + ",\"__op\":\"d\",\"__deleted\":\"true\"}";
  }

  @Test
  void aFollowShowsOldPostsAtOnceBeforeItsEvent() {
    var posts = posts(ada, 3);
    system.warmUp(bob);
    system.settle();

    system.world.follow(bob, ada);

    assertThat(system.feed(bob, 20)).isEqualTo(posts.reversed());
  }

  @Test
  void anUnfollowHidesPostsAtOnceAndAfterItsEventFromRedisToo() {
    system.follow(bob, ada);
    system.warmUp(bob);
    var posts = posts(ada, 3);
    system.settle();

    system.unfollow(bob, ada);
    assertThat(system.feed(bob, 20)).isEmpty();

    system.settle();
    system.warmUp(bob);
    assertThat(system.members(Timeline.homeKey(bob)))
        .doesNotContainAnyElementsOf(posts.stream().map(id -> Long.toString(id)).toList());
  }

  @Test
  void whatWasPostedBetweenUnfollowAndFollowIsNotMissed() {
    system.follow(bob, ada);
    system.warmUp(bob);
    system.settle();

    system.unfollow(bob, ada);
    long post = system.post(ada);
    system.settle();
    system.follow(bob, ada);
    system.settle();

    assertThat(system.feed(bob, 20)).containsExactly(post);
  }

  @Test
  void theBorderOfTheWindowIsInvisible() {
    system.follow(bob, ada);
    system.warmUp(bob);
    var posts = posts(ada, 3 * CAPACITY);
    system.settle();

    assertThat(system.members(Timeline.homeKey(bob)))
        .hasSizeBetween(CAPACITY - CAPACITY / 8 + 1, CAPACITY + 1);
    for (int size = 1; size <= 3 * CAPACITY + 1; size++) {
      assertThat(system.feed(bob, size)).isEqualTo(posts.reversed());
    }
  }

  @Test
  void aPageOfAHundredIsFullAndTheLastOneHasNoToken() {
    system.follow(bob, ada);
    posts(ada, 200);

    var first = system.page(bob, 100, "");
    var second = system.page(bob, 100, first.getNextPageToken());

    assertThat(first.getItemsCount()).isEqualTo(100);
    assertThat(second.getItemsCount()).isEqualTo(100);
    assertThat(second.getNextPageToken()).isEmpty();
  }

  @Test
  void aTokenHoldsItsPlaceWhenPostsComeAndGo() {
    system.follow(bob, ada);
    system.warmUp(bob);
    var posts = posts(ada, 6);
    system.settle();
    var first = system.page(bob, 2, "");

    posts(ada, 3);
    system.delete(posts.get(4));
    system.delete(posts.get(3));

    assertThat(FeedSystem.ids(system.page(bob, 2, first.getNextPageToken()).getItemsList()))
        .containsExactly(posts.get(2), posts.get(1));
  }

  @Test
  void aPageIsRefilledWhenManyWereDeleted() {
    system.follow(bob, ada);
    system.warmUp(bob);
    var posts = posts(ada, 20);
    system.settle();

    posts.subList(2, 19).forEach(system.world::delete);

    assertThat(system.feed(bob, 3)).containsExactly(posts.get(19), posts.get(1), posts.get(0));
  }

  @Test
  void aCelebrityIsMergedOnReadAndNotFannedOut() {
    system.follow(bob, ada);
    IntStream.range(1, CELEBRITY_AT).forEach(_ -> system.follow(system.world.newUser(), ada));
    system.settle();
    system.warmUp(bob);

    long post = system.post(ada);
    system.settle();

    assertThat(system.members(Timeline.homeKey(bob))).doesNotContain(Long.toString(post));
    assertThat(system.feed(bob, 20)).containsExactly(post);
    assertThat(system.members(Timeline.authorKey(ada))).contains(Long.toString(post));
  }

  @Test
  void everyPostAppearsOnceWhileItsAuthorBecomesACelebrityAndCeasesToBeOne() {
    system.follow(bob, ada);
    system.warmUp(bob);
    var fans =
        IntStream.rangeClosed(1, CELEBRITY_AT).mapToObj(_ -> system.world.newUser()).toList();

    for (long fan : fans) {
      system.follow(fan, ada);
      system.post(ada);
    }
    for (long fan : fans) {
      system.unfollow(fan, ada);
      system.post(ada);
    }
    system.settle();

    assertThat(system.world.isCelebrity(ada)).isFalse();
    assertThat(system.feed(bob, 3)).isEqualTo(system.world.home(bob));
  }

  @Test
  void replayingTheTopicsChangesNothing() {
    system.follow(bob, ada);
    system.warmUp(bob);
    var posts = posts(ada, 2 * CAPACITY);
    system.delete(posts.get(2 * CAPACITY - 1));
    system.unfollow(bob, ada);
    system.follow(bob, ada);
    system.settle();
    var before = system.feed(bob, 5);

    system.replay();
    assertThat(system.feed(bob, 5)).isEqualTo(before);
    system.settle();

    assertThat(system.feed(bob, 5)).isEqualTo(before).isEqualTo(system.world.home(bob));
  }

  @Test
  void aLostTimelineIsRebuiltOnRead() {
    system.follow(bob, ada);
    system.warmUp(bob);
    var posts = posts(ada, 3);
    system.settle();

    system.forget(bob);
    assertThat(system.feed(bob, 20)).isEqualTo(posts.reversed());
    system.warmUp(bob);

    assertThat(system.members(Timeline.homeKey(bob))).contains(Long.toString(posts.getFirst()));
  }

  @Test
  void aLiveTimelineIsReadWithoutPostgresButForOnesOwnPosts() {
    system.follow(bob, ada);
    system.post(ada);
    system.settle();
    system.warmUp(bob);
    system.domains.listings.clear();

    system.page(bob, 20, "");

    assertThat(system.domains.listings).containsExactly(List.of(bob));
  }

  @Test
  void aTimelineIsKeptForAsLongAsItsReaderComesBack() {
    system.warmUp(bob);
    var _ = system.redis(Command.PEXPIRE, Timeline.homeKey(bob), "60000");

    system.page(bob, 20, "");

    assertThat(system.redis(Command.PTTL, Timeline.homeKey(bob)).toLong()).isGreaterThan(60_000);
  }

  @Test
  void anEventWaitsForADomainThatIsAway() {
    system.follow(bob, ada);
    system.settle();
    system.warmUp(bob);
    system.domains.followFailure.set(
        new Failure.Unavailable("away", java.time.Duration.ofSeconds(1)));

    long post = system.post(ada);
    system.domains.awaitRefusals(5);
    system.domains.followFailure.set(null);
    system.settle();

    assertThat(system.members(Timeline.homeKey(bob))).contains(Long.toString(post));
  }

  @Test
  void whatIsNotAnEventGoesToTheDeadLettersAndNothingWaitsForIt() {
    system.follow(bob, ada);
    system.settle();
    system.warmUp(bob);

    system.topics().send(system.config().posts().topic(), bob, "{\"id\":" + bob);
    long post = system.post(ada);
    system.settle();

    assertThat(system.members(Timeline.homeKey(bob))).contains(Long.toString(post));
    assertThat(system.topics().read(system.config().posts().deadLetterTopic(), 1))
        .extracting(letter -> letter.value())
        .contains("{\"id\":" + bob);
  }

  @Test
  void timelinesAreRightAgainAfterAPostWhoseEventIsGivenUp() {
    long cleo = system.world.newUser();
    system.follow(bob, ada);
    system.follow(cleo, bob);
    system.settle();
    system.warmUp(bob);
    system.warmUp(cleo);

    long post = system.world.post(ada);
    system.topics().send(system.config().posts().topic(), ada, "{\"id\":");
    system.settle();

    assertThat(system.feed(bob, 20)).containsExactly(post);
    assertThat(system.members(Timeline.homeKey(cleo))).isNotEmpty();
  }

  @Test
  void theListOfACelebrityIsRightAgainAfterAPostWhoseEventIsGivenUp() {
    system.follow(bob, ada);
    IntStream.range(1, CELEBRITY_AT).forEach(_ -> system.follow(system.world.newUser(), ada));
    system.settle();
    system.warmUp(bob);
    await().until(() -> system.members(Timeline.authorKey(ada)).contains("v1"));

    long post = system.world.post(ada);
    system.topics().send(system.config().posts().topic(), ada, "{\"id\":");
    system.settle();

    assertThat(system.feed(bob, 20)).containsExactly(post);
  }

  @Test
  void aTimelineIsRightAgainAfterAFollowWhoseEventIsGivenUp() {
    system.follow(bob, ada);
    system.settle();
    system.warmUp(bob);

    system.world.unfollow(bob, ada);
    long post = system.post(ada);
    system.settle();
    system.world.follow(bob, ada);
    system.topics().send(system.config().follows().topic(), bob, "{\"follower_id\":");
    system.settle();

    assertThat(system.feed(bob, 20)).containsExactly(post);
  }

  @Test
  void aForeignTokenIsRefused() {
    system.follow(bob, ada);
    posts(ada, 3);
    var foreign = system.page(bob, 1, "").getNextPageToken();

    var failure =
        expectedFailure(system.as(ada, GetFeedRequest.newBuilder().setPageToken(foreign).build()));

    assertThat(failure).isInstanceOf(Failure.InvalidArgument.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\u00e9", " "})
  void aForgedTokenIsRefused(String forged) {
    var request = GetFeedRequest.newBuilder().setPageToken(forged).build();

    assertThat(expectedFailure(system.as(bob, request)))
        .isInstanceOf(Failure.InvalidArgument.class);
  }

  private List<Long> posts(long author, int count) {
    return IntStream.range(0, count).mapToObj(_ -> system.post(author)).toList();
  }
}
