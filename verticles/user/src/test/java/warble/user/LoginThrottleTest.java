package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;

/** Waits are ten seconds and more, so that none ends while a test runs. */
@BackingServices
class LoginThrottleTest {

  private static final int ACCOUNT_FAILURES = 3;
  private static final int ADDRESS_FAILURES = 6;
  private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(4);

  private static final UserConfig.Logins CONFIG =
      new UserConfig.Logins(
          ACCOUNT_FAILURES,
          ADDRESS_FAILURES,
          FIRST_WAIT,
          LONGEST_WAIT,
          Duration.ofHours(1),
          Duration.ofDays(1));

  private static final Failure WRONG = new Failure.Unauthenticated("CREDENTIALS_WRONG", "wrong");

  private static Vertx vertx;
  private static RedisLink redis;
  private static LoginThrottle throttle;

  private final Email ada = somebody();
  private final String home = somewhere();

  @BeforeAll
  static void open(Stack stack) {
    vertx = Vertx.vertx();
    redis = await(RedisLink.open(vertx, stack.redis()));
    throttle = new LoginThrottle(redis, CONFIG);
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  private static Email somebody() {
    return new Email(UUID.randomUUID() + "@example.org");
  }

  private static String somewhere() {
    return "address " + UUID.randomUUID();
  }

  private static Failure wrong(Email email, String address) {
    return expectedFailure(throttle.attempt(email, address, WRONG::future));
  }

  private static Future<String> right(Email email, String address) {
    return throttle.attempt(email, address, () -> Future.succeededFuture("in"));
  }

  private static void wrongFromEverywhere(Email email, int times) {
    IntStream.range(0, times).forEach(_ -> wrong(email, somewhere()));
  }

  private static Duration waitOf(Failure failure) {
    return ((Failure.ResourceExhausted) failure).retryAfter();
  }

  /** As if the wait were over. */
  private static void waitFor(Email email) {
    await(redis.send(Request.cmd(Command.HSET, account(email), "closed", "0")));
  }

  private static String account(Email email) {
    return "login:{" + Sha256.hex(email.value()) + "}:account";
  }

  @Test
  void someWrongPasswordsAreFreeThenTheWaitsDoubleUpToALongest() {
    List<Failure> free =
        Stream.generate(() -> wrong(ada, somewhere())).limit(ACCOUNT_FAILURES + 1).toList();
    assertThat(free).containsOnly(WRONG);

    for (int minutes : List.of(1, 2, 4, 4)) {
      Failure refusal = wrong(ada, somewhere());
      assertThat(waitOf(refusal))
          .isBetween(Duration.ofMinutes(minutes).minusSeconds(20), Duration.ofMinutes(minutes));
      waitFor(ada);
      assertThat(wrong(ada, somewhere())).isEqualTo(WRONG);
    }
  }

  @Test
  void guessesAtTheSameTimeAreNoFaster() {
    AtomicInteger made = new AtomicInteger();
    Promise<String> slow = Promise.promise();
    List<Future<String>> guesses =
        Stream.generate(() ->
                throttle.attempt(
                    ada,
                    somewhere(),
                    () -> {
                      made.incrementAndGet();
                      return slow.future();
                    }))
            .limit(30)
            .toList();
    Awaitility.await()
        .until(() -> guesses.stream().filter(Future::isComplete).count() >= 29 - ACCOUNT_FAILURES);

    slow.fail(WRONG.exception());
    assertThat(guesses)
        .map(Futures::expectedFailure)
        .filteredOn(failure -> !failure.equals(WRONG))
        .hasSize(29 - ACCOUNT_FAILURES)
        .hasOnlyElementsOfType(Failure.ResourceExhausted.class);
    assertThat(made).hasValue(ACCOUNT_FAILURES + 1);
  }

  @Test
  void whoeverGuessesFromElsewhereDoesNotKeepTheOwnerOut() {
    await(right(ada, home));
    wrongFromEverywhere(ada, 20);

    assertThat(expectedFailure(right(ada, somewhere())))
        .isInstanceOf(Failure.ResourceExhausted.class);
    assertThat(await(right(ada, home))).isEqualTo("in");
  }

  @Test
  void whoeverGuessesFromTheOwnersAddressIsSlowedDownToo() {
    await(right(ada, home));
    IntStream.rangeClosed(0, ACCOUNT_FAILURES).forEach(_ -> wrong(ada, home));

    assertThat(waitOf(wrong(ada, home))).isPositive();
    assertThat(await(right(ada, somewhere()))).isEqualTo("in");
  }

  @Test
  void anAddressThatGuessesAtManyAccountsIsSlowedDown() {
    IntStream.rangeClosed(0, ADDRESS_FAILURES).forEach(_ -> wrong(somebody(), home));

    assertThat(waitOf(wrong(ada, home))).isPositive();
    assertThat(wrong(ada, somewhere())).isEqualTo(WRONG);
  }

  @Test
  void aClosedAddressChargesNobodysAccount() {
    IntStream.rangeClosed(0, ADDRESS_FAILURES).forEach(_ -> wrong(somebody(), home));
    IntStream.range(0, 20).forEach(_ -> wrong(ada, home));

    assertThat(wrong(ada, somewhere())).isEqualTo(WRONG);
  }

  @Test
  void aClosedAccountChargesNoAddress() {
    wrongFromEverywhere(ada, ACCOUNT_FAILURES + 1);
    for (int i = 0; i < 3 * ADDRESS_FAILURES; i++) {
      assertThat(wrong(ada, home)).isInstanceOf(Failure.ResourceExhausted.class);
    }

    assertThat(await(right(somebody(), home))).isEqualTo("in");
  }

  @Test
  void whereNobodyKnowsTheAddressTheAccountAloneIsCharged() {
    IntStream.rangeClosed(0, ADDRESS_FAILURES).forEach(_ -> wrong(somebody(), ""));
    assertThat(await(right(ada, ""))).isEqualTo("in");

    IntStream.rangeClosed(0, ACCOUNT_FAILURES).forEach(_ -> wrong(ada, ""));
    assertThat(expectedFailure(right(ada, ""))).isInstanceOf(Failure.ResourceExhausted.class);
  }

  @Test
  void anAddressOfOnesOwnForgetsWrongPasswordsAndIsForgottenItself() {
    await(right(ada, home));
    await(redis.send(Request.cmd(Command.PEXPIRE, own(ada), "60000")));
    IntStream.range(0, ACCOUNT_FAILURES).forEach(_ -> wrong(ada, home));
    await(redis.send(Request.cmd(Command.HSET, own(ada), "last", "0")));

    IntStream.rangeClosed(0, ACCOUNT_FAILURES)
        .forEach(_ -> assertThat(wrong(ada, home)).isEqualTo(WRONG));
    assertThat(waitOf(wrong(ada, home))).isPositive();
    assertThat(number(Request.cmd(Command.PTTL, own(ada)))).isBetween(1L, 60_000L);
  }

  private String own(Email email) {
    return "login:{" + Sha256.hex(email.value()) + "}:at:" + home;
  }

  private static long number(Request request) {
    return Objects.requireNonNull(await(redis.send(request))).toLong();
  }

  @Test
  void rightPasswordsCostNothing() {
    List<Email> colleagues =
        Stream.generate(LoginThrottleTest::somebody).limit(3L * ADDRESS_FAILURES).toList();

    assertThat(colleagues).allSatisfy(it -> assertThat(await(right(it, home))).isEqualTo("in"));
    assertThat(IntStream.range(0, 20).mapToObj(_ -> await(right(ada, somewhere()))))
        .containsOnly("in");
  }

  @Test
  void anAttemptThatCouldNotBeMadeCostsNothing() {
    Failure busy = new Failure.Unavailable("busy", Duration.ofSeconds(1));
    for (int i = 0; i < 3 * ADDRESS_FAILURES; i++) {
      assertThat(expectedFailure(throttle.attempt(ada, home, busy::future))).isEqualTo(busy);
    }
  }

  @Test
  void aClockThatWasSetBackKeepsNobodyOutForLonger() {
    wrongFromEverywhere(ada, ACCOUNT_FAILURES + 1);
    await(redis.send(Request.cmd(Command.HSET, account(ada), "closed", "99999999999999")));

    assertThat(waitOf(wrong(ada, somewhere()))).isEqualTo(LONGEST_WAIT);
    assertThat(closed(ada)).isLessThan(99999999999999L);
  }

  private static long closed(Email email) {
    return number(Request.cmd(Command.HGET, account(email), "closed"));
  }

  @Test
  void withoutRedisNobodyGuesses(Stack stack) {
    RedisLink away = await(RedisLink.open(vertx, stack.redis()));
    await(away.close());
    AtomicInteger made = new AtomicInteger();

    Future<Integer> attempt =
        new LoginThrottle(away, CONFIG)
            .attempt(ada, home, () -> Future.succeededFuture(made.incrementAndGet()));

    assertThat(expectedFailure(attempt)).isInstanceOf(Failure.Unavailable.class);
    assertThat(made).hasValue(0);
  }
}
