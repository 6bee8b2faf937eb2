package warble.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static warble.follow.FollowFixture.CELEBRITY;
import static warble.follow.FollowFixture.nobody;
import static warble.follow.FollowFixture.somebody;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.follow.v1.Relation;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;

@BackingServices
class FollowsTest {

  private static FollowFixture fixture;

  @BeforeAll
  static void start(Stack stack) {
    fixture = new FollowFixture(stack);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private final long ada = somebody();
  private final long bob = somebody();

  @Test
  void followingTwiceCountsOnce() {
    fixture.follow(ada, bob);
    fixture.follow(ada, bob);

    assertThat(fixture.relation(bob).getFollowersCount()).isEqualTo(1);
    assertThat(fixture.relation(bob).getFollowingCount()).isZero();
    assertThat(fixture.relation(ada).getFollowingCount()).isEqualTo(1);
    assertThat(fixture.relation(ada).getFollowersCount()).isZero();
  }

  @Test
  void unfollowingWithoutAFollowChangesNothing() {
    fixture.unfollow(ada, bob);
    fixture.follow(ada, bob);
    fixture.unfollow(ada, bob);
    fixture.unfollow(ada, bob);

    assertThat(fixture.relation(bob).getFollowersCount()).isZero();
    assertThat(fixture.relation(ada).getFollowingCount()).isZero();
  }

  @Test
  void nobodyFollowsThemselves() {
    assertRefused(Failure.InvalidArgument.class, () -> fixture.follow(ada, ada));
    assertRefused(Failure.InvalidArgument.class, () -> fixture.unfollow(ada, ada));
  }

  @Test
  void anUnknownUserIsNotFound() {
    assertRefused(Failure.NotFound.class, () -> fixture.follow(ada, nobody()));
    assertRefused(Failure.NotFound.class, () -> fixture.unfollow(ada, nobody()));
  }

  @Test
  void relationsComeInTheOrderAskedOneForEach() {
    long stranger = somebody();
    fixture.follow(ada, bob);
    fixture.follow(stranger, ada);

    List<Relation> relations = fixture.relations(ada, List.of(stranger, bob, ada, bob));

    assertThat(relations).extracting(Relation::getUserId).containsExactly(stranger, bob, ada, bob);
    assertThat(relations)
        .extracting(Relation::getFollowedByViewer)
        .containsExactly(false, true, false, true);
  }

  @Test
  void oneToFiveHundredRelationsMayBeAskedFor() {
    List<Long> most = LongStream.rangeClosed(1, 500).boxed().toList();
    List<Long> oneMore = LongStream.rangeClosed(1, 501).boxed().toList();

    assertThat(fixture.relations(0, most)).hasSize(500);
    assertRefused(Failure.InvalidArgument.class, () -> fixture.relations(0, oneMore));
    assertRefused(Failure.InvalidArgument.class, () -> fixture.relations(0, List.of()));
  }

  @Test
  void beingACelebrityBeginsAboveOneBorderAndEndsBelowAnother() {
    List<Long> followers = Stream.generate(FollowFixture::somebody).limit(5).toList();
    List<Boolean> rising = new ArrayList<>();
    List<Boolean> falling = new ArrayList<>();
    for (long follower : followers) {
      fixture.follow(follower, bob);
      rising.add(fixture.relation(bob).getIsCelebrity());
    }
    for (long follower : followers) {
      fixture.unfollow(follower, bob);
      falling.add(fixture.relation(bob).getIsCelebrity());
    }

    assertThat(rising).containsExactly(false, false, false, false, true);
    assertThat(falling).containsExactly(true, true, false, false, false);
  }

  @Test
  void whenACelebrityCeasedToBeOneIsTold() {
    List<Long> followers = Stream.generate(FollowFixture::somebody).limit(5).toList();
    followers.forEach(follower -> fixture.follow(follower, bob));
    assertThat(fixture.relation(bob).hasLastCelebrityAt()).isFalse();

    followers.subList(0, 3).forEach(follower -> fixture.unfollow(follower, bob));
    var end = fixture.relation(bob).getLastCelebrityAt();
    fixture.unfollow(followers.get(3), bob);

    assertThat(Instant.ofEpochSecond(end.getSeconds()))
        .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    assertThat(fixture.relation(bob).getLastCelebrityAt()).isEqualTo(end);
  }

  @Test
  void oneBatchMakesACelebrityOfWhomNobodyHasFollowedBeforeAndTheNextAnOrdinaryUser() {
    List<Follow> fans = Stream.generate(() -> new Follow(somebody(), bob)).limit(5).toList();

    assertThat(written(fans, true)).containsExactlyInAnyOrderElementsOf(fans);
    assertThat(fixture.relation(bob).getFollowersCount()).isEqualTo(5);
    assertThat(fixture.relation(bob).getIsCelebrity()).isTrue();

    assertThat(written(fans, true)).isEmpty();
    assertThat(written(fans.subList(0, 3), false)).hasSize(3);
    assertThat(fixture.relation(bob).getFollowersCount()).isEqualTo(2);
    assertThat(fixture.relation(bob).getIsCelebrity()).isFalse();
  }

  private static Set<Follow> written(List<Follow> follows, boolean wanted) {
    List<Wish> wishes = follows.stream().map(follow -> new Wish(follow, wanted)).toList();
    return Futures.await(
        new FollowRepository(fixture.postgres.primary()).write(wishes, FollowFixture.CELEBRITY));
  }

  @Test
  void aRefusalNamesTheFieldAsInJson() {
    assertThatThrownBy(() -> fixture.follow(ada, ada)).hasMessageStartingWith("userId: ");
  }

  @Test
  void everyFollowerCountsHoweverManyAtOnce() {
    List<Long> followers = Stream.generate(FollowFixture::somebody).limit(500).toList();
    followers.stream().map(one -> fixture.startFollow(one, bob)).toList().forEach(Futures::await);

    assertThat(fixture.relation(bob).getFollowersCount()).isEqualTo(500);
    followers.subList(0, 200).stream()
        .map(one -> fixture.startUnfollow(one, bob))
        .toList()
        .forEach(Futures::await);
    assertThat(fixture.relation(bob).getFollowersCount()).isEqualTo(300);
  }

  /** Each changes their mind again and again, but not before they were answered. */
  @Test
  void manyChangesBetweenFewAtTheSameTimeNeitherDeadlockNorMiscountNorGetLost() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Long> users = Stream.generate(FollowFixture::somebody).limit(8).toList();
    List<List<Wish>> plans = users.stream().map(user -> plan(user, users, random)).toList();
    plans.stream().map(FollowsTest::carriedOut).toList().forEach(Futures::await);

    Set<Follow> expected = new HashSet<>();
    plans.forEach(plan -> plan.forEach(wish -> fulfil(wish, expected)));
    for (long user : users) {
      Set<Long> following = ids(expected, user, Follow::follower, Follow::followee);
      Set<Long> followers = ids(expected, user, Follow::followee, Follow::follower);
      assertThat(following(user)).as("seed %d", seed).isEqualTo(following);
      assertThat(followers(user)).as("seed %d", seed).isEqualTo(followers);
      assertThat(counts(user))
          .as("seed %d", seed)
          .isEqualTo("%d followers, %d following", followers.size(), following.size());
      assertThat(followedAsSeenBy(user, users)).as("seed %d", seed).isEqualTo(following);
      if (followers.size() > CELEBRITY.enter() || followers.size() < CELEBRITY.leave()) {
        assertThat(fixture.relation(user).getIsCelebrity())
            .as("celebrity with %d followers, seed %d", followers.size(), seed)
            .isEqualTo(followers.size() > CELEBRITY.enter());
      }
    }
  }

  private static List<Wish> plan(long follower, List<Long> users, Random random) {
    List<Long> others = users.stream().filter(user -> user != follower).toList();
    return Stream.generate(() -> others.get(random.nextInt(others.size())))
        .map(followee -> new Wish(new Follow(follower, followee), random.nextBoolean()))
        .limit(100)
        .toList();
  }

  private static Future<Void> carriedOut(List<Wish> plan) {
    Future<Void> done = Future.succeededFuture();
    for (Wish wish : plan) {
      done = done.compose(_ -> start(wish));
    }
    return done;
  }

  private static Future<Void> start(Wish wish) {
    Follow follow = wish.follow();
    return wish.wanted()
        ? fixture.startFollow(follow.follower(), follow.followee()).mapEmpty()
        : fixture.startUnfollow(follow.follower(), follow.followee()).mapEmpty();
  }

  private static void fulfil(Wish wish, Set<Follow> follows) {
    if (wish.wanted()) {
      follows.add(wish.follow());
    } else {
      follows.remove(wish.follow());
    }
  }

  private static Set<Long> ids(
      Set<Follow> follows, long user, ToLongFunction<Follow> side, ToLongFunction<Follow> other) {
    return follows.stream()
        .filter(follow -> side.applyAsLong(follow) == user)
        .map(other::applyAsLong)
        .collect(Collectors.toSet());
  }

  private static Set<Long> followers(long user) {
    return new HashSet<>(Lists.followerIds(fixture, user, 0, 100));
  }

  private static Set<Long> following(long user) {
    return new HashSet<>(Lists.followeeIds(fixture, user));
  }

  private static Set<Long> followedAsSeenBy(long viewer, List<Long> users) {
    return fixture.relations(viewer, users).stream()
        .filter(Relation::getFollowedByViewer)
        .map(Relation::getUserId)
        .collect(Collectors.toSet());
  }

  private static String counts(long user) {
    Relation relation = fixture.relation(user);
    return "%d followers, %d following"
        .formatted(relation.getFollowersCount(), relation.getFollowingCount());
  }

  private static void assertRefused(Class<? extends Failure> kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FailureException.class, refused -> assertThat(refused.failure()).isInstanceOf(kind));
  }
}
