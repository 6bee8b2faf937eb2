package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static warble.testkit.Futures.expectedFailure;

import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;
import warble.testkit.Toxic;

/** What those who listen are sent; what they should be is what {@link World#home} says. */
@BackingServices
final class LiveFeedTest {

  /** A millisecond has more ids than these worlds ever make. */
  private static final FeedConfig.Live OVERLAPPING =
      new FeedConfig.Live(2, 200, Duration.ofMillis(1), 4, Duration.ofSeconds(5), 1000);

  private Toxic toRedis;
  private FeedSystem system;
  private long ada;
  private long bob;

  @BeforeEach
  void start(Stack stack) {
    toRedis = Toxic.to(stack.redis().nodes().getFirst());
    system = FeedSystem.start(stack, stack.redis(toRedis.address()));
    ada = system.world.newUser();
    bob = system.world.newUser();
    system.follow(bob, ada);
    system.settle();
  }

  @AfterEach
  void stop() {
    system.close();
    toRedis.close();
  }

  private Listening listen(long reader) {
    return system.listen(reader, "").live();
  }

  @Test
  void aPostIsSentToFollowersAndItsAuthorWhoListenAndToNobodyElse() {
    system.post(ada);
    system.settle();
    try (var follower = listen(bob);
        var author = listen(ada);
        var stranger = listen(system.world.newUser())) {
      long post = system.post(ada);

      follower.awaitPost(post);
      author.awaitPost(post);
      assertThat(follower.posts()).containsExactly(post);
      assertThat(follower.last().getItem().getAuthor().getUsername()).isEqualTo("user" + ada);
      assertThat(follower.last().getItem().getPost().getContent()).isEqualTo("read by " + bob);
      assertThat(stranger.posts()).isEmpty();
    }
  }

  @Test
  void aPostOfACelebrityIsSentToo() {
    IntStream.range(0, 100).forEach(_ -> system.world.follow(system.world.newUser(), ada));
    try (var follower = listen(bob)) {
      long post = system.post(ada);

      follower.awaitPost(post);
      assertThat(system.members(Timeline.homeKey(bob))).doesNotContain(Long.toString(post));
    }
  }

  @Test
  void whoComesBackIsSentWhatWasMissedAndNothingElse() {
    var listening = listen(bob);
    listening.awaitPost(system.post(ada));
    var last = listening.leave();
    var missed = IntStream.range(0, 3).mapToObj(_ -> system.post(ada)).toList();
    system.delete(missed.get(1));
    system.settle();

    try (var again = system.listen(bob, last).live()) {
      long next = system.post(ada);
      again.awaitPost(next);

      assertThat(again.posts()).containsExactly(missed.getFirst(), missed.getLast(), next);
      assertThat(again.posts().reversed()).isEqualTo(system.world.home(bob).subList(0, 3));
    }
  }

  @Test
  void whoComesBackAfterNothingHadComeMissesNothing() {
    system.post(ada);
    system.settle();
    var last = listen(bob).leave();
    long missed = system.post(ada);
    system.settle();

    try (var again = system.listen(bob, last).live()) {
      again.awaitPost(missed);
      assertThat(again.posts()).containsExactly(missed);
    }
  }

  @Test
  void postsThatMayHaveBeenOvertakenAreSentAgain(Stack stack) {
    try (var other = FeedSystem.start(stack, stack.redis(), OVERLAPPING)) {
      long author = other.world.newUser();
      long first = other.post(author);
      other.settle();
      var listening = other.listen(author, "").live();
      long second = other.post(author);
      listening.awaitPost(second);

      try (var again = other.listen(author, listening.leave()).live()) {
        again.awaitPost(second);
        assertThat(again.posts()).containsExactly(first, second);
      }
    }
  }

  @Test
  void whatIsDeletedOrUnfollowedBeforeItIsSentIsNotSent() {
    long cleo = system.world.newUser();
    system.follow(bob, cleo);
    system.settle();
    try (var listening = system.listen(bob, "")) {
      // A reader who does not read: as many are under way as the transport is ahead.
      var ahead = IntStream.range(0, 10).mapToObj(_ -> system.post(bob)).toList();
      system.settle();
      long deleted = system.post(ada);
      system.settle();
      long unfollowed = system.post(cleo);
      long last = system.post(bob);
      system.settle();
      system.world.delete(deleted);
      system.world.unfollow(bob, cleo);

      listening.live().awaitPost(last);

      assertThat(listening.posts())
          .containsAll(ahead)
          .doesNotContain(deleted, unfollowed)
          .hasSize(ahead.size() + 1);
    }
  }

  @Test
  void aFollowShowsFromThenOnEvenIfItsEventComesAfterThatOfThePost() {
    long cleo = system.world.newUser();
    system.post(bob);
    system.settle();
    try (var listening = listen(bob)) {
      system.world.follow(bob, cleo);
      long before = system.post(cleo);
      system.settle();
      system.reportFollow(bob, cleo, "c");
      listening.awaitPost(before);
      listening.awaitPost(system.post(cleo));
    }
  }

  @Test
  void replayingTheTopicsSendsNothing() {
    system.post(ada);
    system.settle();
    try (var listening = listen(bob)) {
      long post = system.post(ada);
      listening.awaitPost(post);

      system.replay();
      system.settle();
      long next = system.post(ada);
      listening.awaitPost(next);

      assertThat(listening.posts()).containsExactly(post, next);
    }
  }

  @Test
  void aReaderWhoDoesNotReadIsDroppedAndOthersAreNot() {
    try (var slow = system.listen(bob, "");
        var fast = listen(bob)) {
      var posts = IntStream.range(0, 60).mapToObj(_ -> system.post(ada)).toList();
      await().untilAsserted(() -> assertThat(fast.posts()).containsAll(posts));

      slow.read();
      assertThat(slow.failure())
          .isInstanceOfSatisfying(
              Failure.ResourceExhausted.class,
              failure -> assertThat(failure.reason()).isEqualTo("TOO_SLOW"));
      assertThat(slow.posts()).hasSizeLessThan(10);
    }
  }

  @Test
  void whoHasMissedTooMuchIsToldToBeginAnew() {
    var last = listen(bob).leave();
    IntStream.range(0, 11).forEach(_ -> system.post(ada));
    system.settle();

    assertThat(expectedFailure(system.listening(bob, last)))
        .isInstanceOfSatisfying(
            Failure.FailedPrecondition.class,
            failure -> assertThat(failure.reason()).isEqualTo("TOO_FAR_BEHIND"));
  }

  @Test
  void nothingIsLostWhileRedisIsCutOff() {
    try (var listening = listen(bob)) {
      toRedis.cut();
      long post = system.post(ada);
      await().until(() -> system.domains.followerPages.size() > 0);
      toRedis.heal();

      listening.awaitPost(post);
      assertThat(listening.posts()).containsExactly(post);
    }
  }

  @Test
  void nothingIsLostWhenRedisLosesWhatIsNew() {
    try (var listening = listen(bob)) {
      long unannounced = system.world.post(bob);

      var _ = system.redis(Command.DEL, "feed:news");

      listening.awaitPost(unannounced);
      long next = system.post(ada);
      listening.awaitPost(next);
      assertThat(listening.posts()).containsExactly(unannounced, next);
    }
  }

  @Test
  void aPostWhoseEventIsGivenUpIsSentNonetheless() {
    try (var listening = listen(bob)) {
      long post = system.world.post(ada);
      system.topics().send(system.config().posts().topic(), ada, "{\"id\":");

      listening.awaitPost(post);
    }
  }

  @Test
  void aFeedThatIsStoppedSendsItsReadersElsewhere() {
    var listening = listen(bob);
    listening.awaitPost(system.post(ada));

    system.restart();

    assertThat(listening.failure()).isInstanceOf(Failure.Unavailable.class);
    long missed = system.post(ada);
    try (var again = system.listen(bob, listening.leave()).live()) {
      again.awaitPost(missed);
      assertThat(again.posts()).containsExactly(missed);
    }
  }

  @Test
  void aDomainThatIsAwayEndsTheStreamAndWhoComesBackMissesNothing() {
    var listening = listen(bob);
    system.domains.postFailure.set(new Failure.Unavailable("away", Duration.ofSeconds(1)));
    long post = system.post(ada);

    assertThat(listening.failure()).isInstanceOf(Failure.Unavailable.class);
    system.domains.postFailure.set(null);
    try (var again = system.listen(bob, listening.leave()).live()) {
      again.awaitPost(post);
    }
  }

  @Test
  void aUserMayListenSoOftenAtATime() {
    try (var _ = listen(bob);
        var second = listen(bob);
        var _ = listen(ada)) {
      assertThat(expectedFailure(system.listening(bob, "")))
          .isInstanceOfSatisfying(
              Failure.ResourceExhausted.class,
              failure -> assertThat(failure.reason()).isEqualTo("TOO_MANY_STREAMS"));

      var _ = second.leave();

      await().until(() -> Futures.await(system.listening(bob, "").map(true).otherwise(false)));
    }
  }

  @Test
  void whoWasRefusedOrDroppedDoesNotCountAsListening() {
    var last = listen(bob).leave();
    IntStream.range(0, 11).forEach(_ -> system.post(ada));
    system.settle();
    IntStream.range(0, 3)
        .forEach(_ -> {
          var refused = expectedFailure(system.listening(bob, last));
          assertThat(refused).isInstanceOf(Failure.FailedPrecondition.class);
        });

    listen(bob).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA", " "})
  void aForgedIdIsRefused(String forged) {
    assertThat(expectedFailure(system.listening(bob, forged)))
        .isInstanceOf(Failure.InvalidArgument.class);
  }

  @Test
  void theIdOfAnotherReaderIsRefused() {
    assertThat(expectedFailure(system.listening(ada, listen(bob).leave())))
        .isInstanceOf(Failure.InvalidArgument.class);
  }

  /** Comings and goings of readers and of the consumers, while posts are made. */
  @Test
  void noPostIsMissedHoweverOftenAReaderLeavesAndComesBack(Stack stack) {
    try (var other = FeedSystem.start(stack, stack.redis(), OVERLAPPING)) {
      comeAndGo(other, other.world.newUser());
    }
  }

  private static void comeAndGo(FeedSystem system, long reader) {
    var authors = IntStream.range(0, 8).mapToObj(_ -> system.world.newUser()).toList();
    authors.forEach(author -> system.follow(reader, author));
    system.settle();
    var received = new HashSet<Long>();
    var last = system.listen(reader, "").live().leave();
    for (int round = 0; round < 8; round++) {
      try (var listening = system.listen(reader, last).live()) {
        authors.forEach(system::post);
        if (round == 3) {
          system.restartConsumers();
        }
        if (round % 2 == 0) {
          system.settle();
        }
        received.addAll(listening.posts());
        last = listening.leave();
      }
      system.settle();
    }
    try (var listening = system.listen(reader, last).live()) {
      await()
          .untilAsserted(() -> {
            var all = new HashSet<>(received);
            all.addAll(listening.posts());
            assertThat(all).containsAll(List.copyOf(system.world.home(reader)));
          });
    }
  }
}
