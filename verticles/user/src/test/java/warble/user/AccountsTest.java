package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;

import com.google.protobuf.FieldMask;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.runtime.config.DataSize;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.user.v1.GetMeRequest;
import warble.user.v1.LoginResponse;
import warble.user.v1.Profile;
import warble.user.v1.RegisterResponse;
import warble.user.v1.UpdateMeRequest;
import warble.user.v1.UpdateMeResponse;
import warble.user.v1.User;

@BackingServices
class AccountsTest {

  private static PostgresConfig database;
  private static UserNode node;

  @BeforeAll
  static void start(Stack stack) {
    database = stack.postgres("userdb");
    Migrations.run(new Database(database, "db/user"));
    node = UserNode.start(stack, UserNode.config(database));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void whoRegistersHasAnAccountAtOnce() {
    Instant before = Instant.now();

    User user = await(node.register("Ada", "Ada@Example.org", "correct horse")).getUser();

    assertThat(user.getUsername()).isEqualTo("Ada");
    assertThat(user.getEmail()).isEqualTo("ada@example.org");
    assertThat(user.getId()).isPositive().isLessThan(1L << 53);
    assertThat(
            Instant.ofEpochSecond(user.getCreatedAt().getSeconds(), user.getCreatedAt().getNanos()))
        .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
    assertThat(me(user.getId()).getUsername()).isEqualTo("Ada");
    assertThat(node.login(user).getUser().getId()).isEqualTo(user.getId());
  }

  private static User me(long id) {
    return await(node.as(id, users -> users.getMe(GetMeRequest.getDefaultInstance()))).getUser();
  }

  @Test
  void aTakenUsernameIsNamedWhateverItsCase() {
    User other = node.somebody();
    String name = other.getUsername().toUpperCase(Locale.ROOT);

    assertThat(expectedFailure(node.register(name, "free@example.org", UserNode.PASSWORD)))
        .isInstanceOfSatisfying(
            Failure.AlreadyExists.class, it -> assertThat(it.field()).isEqualTo("username"));
  }

  @Test
  void aTakenAddressIsNamedWhateverItsCase() {
    User other = node.somebody();
    String email = other.getEmail().toUpperCase(Locale.ROOT);

    assertThat(expectedFailure(node.register("free_name", email, UserNode.PASSWORD)))
        .isInstanceOfSatisfying(
            Failure.AlreadyExists.class, it -> assertThat(it.field()).isEqualTo("email"));
  }

  @Test
  void ofManyWhoWantANameAtTheSameTimeOneGetsItAndTheOthersAreToldSo() {
    assertOneWins(
        "username", i -> node.register("wanted", "w" + i + "@example.org", UserNode.PASSWORD));
  }

  @Test
  void ofManyWhoWantAnAddressAtTheSameTimeOneGetsItAndTheOthersAreToldSo() {
    List<String> spellings = List.of("wanted@example.org", "Wanted@Example.ORG");
    assertOneWins(
        "email", i -> node.register("wants_" + i, spellings.get(i % 2), UserNode.PASSWORD));
  }

  private static void assertOneWins(String field, IntFunction<Future<RegisterResponse>> attempt) {
    List<Future<RegisterResponse>> attempts = IntStream.range(0, 20).mapToObj(attempt).toList();
    await(Future.join(attempts).otherwiseEmpty());

    assertThat(attempts).filteredOn(Future::succeeded).hasSize(1);
    assertThat(attempts)
        .filteredOn(Future::failed)
        .allSatisfy(it ->
            assertThat(expectedFailure(it))
                .isInstanceOfSatisfying(
                    Failure.AlreadyExists.class,
                    taken -> assertThat(taken.field()).isEqualTo(field)));
  }

  @Test
  void wrongPasswordAndUnknownAddressAreOneAnswer() {
    User user = node.somebody();

    Failure wrongPassword = expectedFailure(node.login(user.getEmail(), "wrong horse"));
    Failure unknown = expectedFailure(node.login("nobody@example.org", UserNode.PASSWORD));

    assertThat(wrongPassword).isInstanceOf(Failure.Unauthenticated.class).isEqualTo(unknown);
  }

  @Test
  void aPasswordMayHoldAnyCharacter() {
    String email = "grace@example.org";
    await(node.register("grace", email, "naïve 🦆 пароль"));

    assertThat(await(node.login(email, "naïve 🦆 пароль")).getAccessToken()).isNotEmpty();
    assertThat(expectedFailure(node.login(email, "naive ? ??????")))
        .isInstanceOf(Failure.Unauthenticated.class);
  }

  @Test
  void aLoginWithoutAddressOrPasswordNamesThem() {
    assertThat(expectedFailure(node.login("", "")))
        .isInstanceOfSatisfying(
            Failure.InvalidArgument.class,
            it ->
                assertThat(it.violations())
                    .extracting(Failure.Violation::field)
                    .containsExactly("email", "password"));
  }

  @Test
  void moreLoginsThanCanWaitAreAskedToComeAgain(Stack stack) {
    UserConfig.Hashing small = new UserConfig.Hashing(new DataSize(19 << 20), 2, 1, 1, 100);
    try (UserNode smallNode = UserNode.start(stack, UserNode.config(database, small))) {
      User user = smallNode.somebody();
      List<Future<LoginResponse>> logins =
          IntStream.range(0, 20)
              .mapToObj(_ -> smallNode.login(user.getEmail(), UserNode.PASSWORD))
              .toList();
      await(Future.join(logins).otherwiseEmpty());

      assertThat(logins).filteredOn(Future::succeeded).isNotEmpty();
      assertThat(logins)
          .filteredOn(Future::failed)
          .isNotEmpty()
          .allSatisfy(it ->
              assertThat(expectedFailure(it))
                  .isInstanceOfSatisfying(
                      Failure.Unavailable.class,
                      away -> assertThat(away.retryAfter()).isPositive()));
      assertThat(smallNode.login(user).getAccessToken()).isNotEmpty();
    }
  }

  @Test
  void onlyTheFieldsThatTheMaskNamesChange() {
    long id = node.somebody().getId();
    await(change(id, "Ada", "Poetical science", "display_name", "bio"));

    await(change(id, "Countess", "ignored", "display_name"));
    assertThat(me(id))
        .returns("Countess", User::getDisplayName)
        .returns("Poetical science", User::getBio);

    await(change(id, "ignored", "", "bio"));
    assertThat(me(id)).returns("Countess", User::getDisplayName).returns("", User::getBio);
  }

  private static Future<UpdateMeResponse> change(
      long id, String displayName, String bio, String... mask) {
    UpdateMeRequest request =
        UpdateMeRequest.newBuilder()
            .setProfile(Profile.newBuilder().setDisplayName(displayName).setBio(bio))
            .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(mask)))
            .build();
    return node.as(id, users -> users.updateMe(request));
  }

  @Test
  void withoutAMaskTheFieldsThatHaveAValueChange() {
    long id = node.somebody().getId();
    await(change(id, "Ada", "Poetical science", "display_name", "bio"));
    UpdateMeRequest request =
        UpdateMeRequest.newBuilder().setProfile(Profile.newBuilder().setBio("Notes")).build();

    await(node.as(id, users -> users.updateMe(request)));

    assertThat(me(id)).returns("Ada", User::getDisplayName).returns("Notes", User::getBio);
  }

  @Test
  void aFieldThatCannotBeChangedIsNamed() {
    long id = node.somebody().getId();

    assertThat(expectedFailure(change(id, "", "", "username")))
        .isInstanceOfSatisfying(
            Failure.InvalidArgument.class, it -> assertThat(it.message()).contains("username"));
  }

  @Test
  void nobodyHasNoProfile() {
    Future<?> anonymous = node.anonymously(users -> users.getMe(GetMeRequest.getDefaultInstance()));

    assertThat(expectedFailure(anonymous)).isInstanceOf(Failure.Unauthenticated.class);
  }
}
