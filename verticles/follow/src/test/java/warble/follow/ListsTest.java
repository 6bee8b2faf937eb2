package warble.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static warble.follow.FollowFixture.nobody;
import static warble.follow.FollowFixture.somebody;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.follow.v1.ListFollowersRequest;
import warble.follow.v1.ListFollowersResponse;
import warble.follow.v1.ListFollowingRequest;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.testkit.StalledReplica;
import warble.testkit.Toxic;

@BackingServices
class ListsTest {

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

  @Test
  void followersAreListedNewestFirst() {
    List<Long> followers = Stream.generate(FollowFixture::somebody).limit(7).toList();
    followers.forEach(one -> fixture.follow(one, ada));

    List<Long> paged = new ArrayList<>();
    String token = "";
    do {
      ListFollowersResponse page = followersPage(ada, 3, token);
      paged.addAll(page.getUserIdsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(paged).isEqualTo(followers.reversed());
  }

  @Test
  void thoseWhomAUserFollowsAreListedNewestFirst() {
    List<Long> followees = Stream.generate(FollowFixture::somebody).limit(3).toList();
    followees.forEach(one -> fixture.follow(ada, one));

    assertThat(following(ada)).isEqualTo(followees.reversed());
  }

  @Test
  void aFollowAgainIsANewFollow() {
    long first = somebody();
    long second = somebody();
    fixture.follow(ada, first);
    fixture.follow(ada, second);
    fixture.unfollow(ada, first);
    fixture.follow(ada, first);

    assertThat(following(ada)).containsExactly(first, second);
  }

  @Test
  void whatSomebodyJustDidIsToBeSeenHoweverTheReplicaLags() {
    long before = somebody();
    fixture.follow(ada, before);
    try (var _ = StalledReplica.of(fixture.postgres)) {
      long after = somebody();
      fixture.follow(ada, after);
      fixture.unfollow(ada, before);

      assertThat(following(ada)).containsExactly(after);
      assertThat(followersPage(after, 10, "").getUserIdsList()).containsExactly(ada);
      assertThat(Lists.followeeIds(fixture, ada)).containsExactly(after);
      assertThat(fixture.relations(ada, List.of(before)).getFirst().getFollowedByViewer())
          .isFalse();
    }
  }

  @Test
  void withoutThePrimaryReadersAreServedAndAFanOutWaits(Stack stack) {
    Toxic primary = Toxic.to(fixture.database.primary());
    long followee = somebody();
    fixture.follow(ada, followee);
    stack.replicaCaughtUp(fixture.database);
    try (var cutOff = new FollowFixture(stack, FollowFixture.by(primary, fixture.database))) {
      primary.cut();

      assertThat(following(cutOff, ada)).containsExactly(followee);
      assertThat(Lists.followeeIds(cutOff, ada)).containsExactly(followee);
      assertThat(cutOff.relations(ada, List.of(followee)).getFirst().getFollowedByViewer())
          .isTrue();
      assertThatThrownBy(() -> Lists.followerIds(cutOff, followee, 0, 10))
          .isInstanceOfSatisfying(
              FailureException.class,
              refused -> assertThat(refused.failure()).isInstanceOf(Failure.Unavailable.class));
    } finally {
      primary.close();
    }
  }

  @Test
  void listsOfAnUnknownUserAreNotFoundAndThoseOfAHermitAreEmpty() {
    for (ThrowingCallable list :
        List.<ThrowingCallable>of(
            () -> following(nobody()), () -> followersPage(nobody(), 3, ""))) {
      assertThatThrownBy(list)
          .isInstanceOfSatisfying(
              FailureException.class,
              refused -> assertThat(refused.failure()).isInstanceOf(Failure.NotFound.class));
    }
    assertThat(following(ada)).isEmpty();
    assertThat(followersPage(ada, 3, "").getUserIdsList()).isEmpty();
  }

  @Test
  void aTokenOfAnotherListIsRefused() {
    fixture.follow(somebody(), ada);
    fixture.follow(somebody(), ada);
    String token = followersPage(ada, 1, "").getNextPageToken();

    assertThatThrownBy(() -> followersPage(somebody(), 1, token))
        .isInstanceOf(FailureException.class);
  }

  @Test
  void followerIdsArePagedInAscendingOrder() {
    List<Long> followers = Stream.generate(FollowFixture::somebody).limit(5).sorted().toList();
    followers.forEach(one -> fixture.follow(one, ada));

    assertThat(Lists.followerIds(fixture, ada, 0, 3)).isEqualTo(followers.subList(0, 3));
    assertThat(Lists.followerIds(fixture, ada, followers.get(2), 3))
        .isEqualTo(followers.subList(3, 5));
  }

  @Test
  void celebritiesAmongTheFollowedAreToldApart() {
    long celebrity = somebody();
    long ordinary = somebody();
    Stream.generate(FollowFixture::somebody)
        .limit(FollowFixture.CELEBRITY.enter())
        .forEach(one -> fixture.follow(one, celebrity));
    fixture.follow(ada, celebrity);
    fixture.follow(ada, ordinary);

    assertThat(Lists.mergedIds(fixture, ada)).containsExactly(celebrity);
    assertThat(Lists.followeeIds(fixture, ada)).containsExactlyInAnyOrder(celebrity, ordinary);
  }

  /**
   * Or a timeline from before would miss what was posted by a celebrity, who is fanned out again.
   */
  @Test
  void whoWasACelebrityIsAmongThemForAMonthMore() {
    long star = somebody();
    List<Long> fans =
        Stream.generate(FollowFixture::somebody).limit(FollowFixture.CELEBRITY.enter()).toList();
    fixture.follow(ada, star);
    fans.forEach(one -> fixture.follow(one, star));
    fans.forEach(one -> fixture.unfollow(one, star));

    assertThat(fixture.relation(star).getIsCelebrity()).isFalse();
    assertThat(Lists.mergedIds(fixture, ada)).containsExactly(star);
    fixture.daysPass(30);
    assertThat(Lists.mergedIds(fixture, ada)).containsExactly(star);
    fixture.daysPass(2);
    assertThat(Lists.mergedIds(fixture, ada)).isEmpty();
  }

  private static ListFollowersResponse followersPage(long user, int size, String token) {
    ListFollowersRequest request =
        ListFollowersRequest.newBuilder()
            .setUserId(user)
            .setPageSize(size)
            .setPageToken(token)
            .build();
    return fixture.call(follows -> follows.listFollowers(request));
  }

  private static List<Long> following(long user) {
    return following(fixture, user);
  }

  private static List<Long> following(FollowFixture fixture, long user) {
    ListFollowingRequest request = ListFollowingRequest.newBuilder().setUserId(user).build();
    return fixture.call(follows -> follows.listFollowing(request)).getUserIdsList();
  }
}
