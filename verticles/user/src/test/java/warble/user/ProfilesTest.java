package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;

import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.user.v1.GetUserByUsernameRequest;
import warble.user.v1.GetUserByUsernameResponse;
import warble.user.v1.GetUserRequest;
import warble.user.v1.GetUserResponse;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.GetUsersResponse;
import warble.user.v1.Profile;
import warble.user.v1.UpdateMeRequest;
import warble.user.v1.User;

@BackingServices
class ProfilesTest {

  private static final long UNKNOWN = 12345;

  private static UserNode node;

  @BeforeAll
  static void start(Stack stack) {
    PostgresConfig database = stack.postgres("userdb");
    Migrations.run(new Database(database, "db/user"));
    node = UserNode.start(stack, UserNode.config(database));
  }

  @AfterEach
  void heal() {
    node.graphIsAway(false);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void othersAreSeenWithTheirRelationsAndWithoutTheirAddress() {
    User ada = node.somebody();
    User grace = node.somebody();

    User seen = await(user(ada.getId(), grace.getId())).getUser();

    assertThat(seen)
        .returns(grace.getId(), User::getId)
        .returns(grace.getUsername(), User::getUsername)
        .returns(grace.getCreatedAt(), User::getCreatedAt)
        .returns(Graph.FOLLOWERS, User::getFollowersCount)
        .returns(Graph.FOLLOWING, User::getFollowingCount)
        .returns(true, User::getFollowedByMe)
        .returns(false, User::hasEmail);
  }

  private static Future<GetUserResponse> user(long viewer, long id) {
    GetUserRequest request = GetUserRequest.newBuilder().setUserId(id).build();
    return node.as(viewer, users -> users.getUser(request));
  }

  @Test
  void anUnknownUserIsNotFound() {
    assertThat(expectedFailure(user(1, UNKNOWN))).isInstanceOf(Failure.NotFound.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void whatIsNoIdentifierIsRefused(long id) {
    assertThat(expectedFailure(user(1, id))).isInstanceOf(Failure.InvalidArgument.class);
  }

  @Test
  void manyAreReadInTheOrderAskedWithoutTheUnknown() {
    long ada = node.somebody().getId();
    long grace = node.somebody().getId();

    assertThat(await(users(List.of(grace, UNKNOWN, ada))).getUsersList())
        .extracting(User::getId)
        .containsExactly(grace, ada);
    assertThat(await(users(List.of(ada, grace, ada))).getUsersList())
        .extracting(User::getId)
        .containsExactly(ada, grace, ada);
    assertThat(await(users(List.of(UNKNOWN))).getUsersList()).isEmpty();
  }

  private static Future<GetUsersResponse> users(List<Long> ids) {
    GetUsersRequest request = GetUsersRequest.newBuilder().addAllUserIds(ids).build();
    return node.as(1, users -> users.getUsers(request));
  }

  @Test
  void oneToHundredAreReadAtOnce() {
    List<Long> hundred = LongStream.rangeClosed(1, 100).boxed().toList();

    assertThat(await(users(hundred)).getUsersList()).isEmpty();
    assertThat(expectedFailure(users(Collections.nCopies(101, 1L))))
        .isInstanceOf(Failure.InvalidArgument.class);
    assertThat(expectedFailure(users(List.of()))).isInstanceOf(Failure.InvalidArgument.class);
  }

  @Test
  void othersSeeAChangeAtOnce() {
    long ada = node.somebody().getId();
    assertThat(await(user(1, ada)).getUser().getBio()).isEmpty();
    UpdateMeRequest change =
        UpdateMeRequest.newBuilder().setProfile(Profile.newBuilder().setBio("a countess")).build();

    await(node.as(ada, users -> users.updateMe(change)));

    assertThat(await(user(1, ada)).getUser().getBio()).isEqualTo("a countess");
  }

  @Test
  void aNameIsFoundInAnyCase() {
    User ada = node.somebody();

    assertThat(await(named(ada.getUsername().toUpperCase(Locale.ROOT))).getUser().getId())
        .isEqualTo(ada.getId());
    assertThat(expectedFailure(named("nobody_at_all"))).isInstanceOf(Failure.NotFound.class);
    assertThat(expectedFailure(named("no name"))).isInstanceOf(Failure.InvalidArgument.class);
  }

  private static Future<GetUserByUsernameResponse> named(String username) {
    GetUserByUsernameRequest request =
        GetUserByUsernameRequest.newBuilder().setUsername(username).build();
    return node.as(1, users -> users.getUserByUsername(request));
  }

  @Test
  void withoutTheGraphThereAreNoZerosButNoAnswer() {
    User ada = node.somebody();

    node.graphIsAway(true);

    assertThat(expectedFailure(user(1, ada.getId()))).isInstanceOf(Failure.Unavailable.class);
    assertThat(expectedFailure(users(List.of(ada.getId()))))
        .isInstanceOf(Failure.Unavailable.class);
  }
}
