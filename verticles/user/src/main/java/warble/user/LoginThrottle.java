package warble.user;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.Script;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * Slows down guessing at passwords, by account and by client address.
 *
 * <p>A bucket takes some wrong passwords without more ado. Each further one doubles the time in
 * which it takes no attempt, up to a longest wait: guessing is slow for ever, and nobody is locked
 * out for good. An address that has logged in to an account has a bucket of its own for that
 * account, and the two that everybody shares do not concern it: whoever guesses from elsewhere does
 * not keep the owner out (NIST SP 800-63B, section 5.2.2; OWASP ASVS 5.0, 6.1.1 and 6.3.1). Where
 * nobody knows the address, the account's bucket alone counts.
 *
 * <p>An attempt is charged before the password is looked at, or guesses made at the same time would
 * all come before the first wait. It is given back unless the password was wrong. An address
 * without an account has a bucket as well, so that a wait tells nothing. While Redis is away all
 * attempts fail: there could be no session either.
 *
 * <p>{@code login:{<digest of e-mail>}:account}, {@code login:{<digest>}:at:<address>} and {@code
 * login:from:<address>} hold how many failed, until when none is taken, and when the last was made,
 * by Redis's clock.
 */
final class LoginThrottle {

  /** The answer for an address that has not logged in to the account before. */
  private static final long STRANGER = -1;

  /**
   * Charges a bucket. Answers 0, or for how many milliseconds it takes nothing; -1, and changes
   * nothing, when there is none although there must be. One that must be there lives as long as it
   * did, but its failures are forgotten like those of others. A wait that is longer than the
   * longest one comes from a clock that was set back since.
   */
  private static final Script CHARGE =
      Script.of(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          local free, first, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
          local state = redis.call('HMGET', KEYS[1], 'failures', 'closed', 'last')
          if ARGV[5] == 'exists' and not state[1] then
            return -1
          end
          local failures, closed = tonumber(state[1] or 0), tonumber(state[2] or 0)
          if now - tonumber(state[3] or 0) > tonumber(ARGV[4]) then
            failures = 0
          end
          if closed - now > longest then
            closed = now + longest
            redis.call('HSET', KEYS[1], 'closed', closed)
          end
          if closed > now then
            return closed - now
          end
          failures = failures + 1
          if failures > free then
            closed = now + math.min(first * 2 ^ (failures - free - 1), longest)
          end
          redis.call('HSET', KEYS[1], 'failures', failures, 'closed', closed, 'last', now)
          if ARGV[5] ~= 'exists' then
            redis.call('PEXPIRE', KEYS[1], ARGV[4])
          end
          return 0
          """);

  private static final Script GIVE_BACK =
      Script.of(
          """
          local failures = tonumber(redis.call('HGET', KEYS[1], 'failures') or 0)
          if failures > 0 then
            redis.call('HSET', KEYS[1], 'failures', failures - 1, 'closed', 0)
          end
          return 0
          """);

  /** Opens a bucket without any failure. */
  private static final Script OPEN =
      Script.of(
          """
          redis.call('HSET', KEYS[1], 'failures', 0, 'closed', 0)
          redis.call('PEXPIRE', KEYS[1], ARGV[1])
          return 0
          """);

  private final RedisCommands redis;
  private final UserConfig.Logins config;

  LoginThrottle(RedisCommands redis, UserConfig.Logins config) {
    this.redis = redis;
    this.config = config;
  }

  /**
   * Makes an attempt to log in, or fails with {@link Failure.ResourceExhausted} and the wait.
   *
   * @param address where it comes from; empty when nobody knows
   * @param attempt fails with {@link Failure.Unauthenticated} when the password is wrong
   */
  <T> Future<T> attempt(Email email, String address, Supplier<Future<T>> attempt) {
    String prefix = "login:{" + Sha256.hex(email.value()) + "}:";
    String account = prefix + "account";
    if (address.isEmpty()) {
      return chargeAccount(account)
          .compose(_ -> settled(attempt.get(), List.of(account), List.of()));
    }
    String own = prefix + "at:" + address;
    return charge(own, config.accountFailures(), "exists")
        .compose(wait ->
            wait == STRANGER
                ? chargeStranger("login:from:" + address, account)
                : admitted(wait).map(List.of(own)))
        .compose(charged -> settled(attempt.get(), charged, List.of(own)));
  }

  /**
   * The address first: from a closed one nobody can charge the accounts of others. It is given back
   * where the account takes nothing, for then nobody looks at the password.
   */
  private Future<List<String>> chargeStranger(String address, String account) {
    return charge(address, config.addressFailures(), "")
        .compose(LoginThrottle::admitted)
        .compose(_ -> chargeAccount(account).recover(refused -> giveBack(address, refused)))
        .map(List.of(address, account));
  }

  private Future<Void> chargeAccount(String account) {
    return charge(account, config.accountFailures(), "").compose(LoginThrottle::admitted);
  }

  private Future<Void> giveBack(String bucket, Throwable refused) {
    return giveBack(bucket).transform(_ -> Future.failedFuture(refused));
  }

  private Future<Long> charge(String bucket, int free, String condition) {
    List<String> arguments =
        List.of(
            Integer.toString(free),
            millis(config.firstWait()),
            millis(config.longestWait()),
            millis(config.forgetAfter()),
            condition);
    return redis.run(CHARGE, List.of(bucket), arguments).map(LoginThrottle::number);
  }

  private static long number(@Nullable Response answer) {
    return Objects.requireNonNull(answer).toLong();
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  private static Future<Void> admitted(long wait) {
    return wait == 0
        ? Future.succeededFuture()
        : new Failure.ResourceExhausted(
                "LOGIN_THROTTLED", "too many wrong passwords; wait", Duration.ofMillis(wait))
            .future();
  }

  private <T> Future<T> settled(Future<T> made, List<String> charged, List<String> own) {
    return made.transform(
        _ -> isWrong(made) ? made : settle(made.succeeded(), charged, own).transform(_ -> made));
  }

  /** The outcome of the attempt stays what it is, whether Redis takes note of this or not. */
  private Future<?> settle(boolean succeeded, List<String> charged, List<String> own) {
    Stream<Future<?>> givenBack = charged.stream().map(this::giveBack);
    Stream<Future<?>> opened = succeeded ? own.stream().map(this::open) : Stream.of();
    return Future.join(Stream.concat(givenBack, opened).toList());
  }

  private static boolean isWrong(Future<?> made) {
    return made.cause() instanceof FailureException expected
        && expected.failure() instanceof Failure.Unauthenticated;
  }

  private Future<?> giveBack(String bucket) {
    return redis.run(GIVE_BACK, List.of(bucket), List.of());
  }

  private Future<?> open(String bucket) {
    return redis.run(OPEN, List.of(bucket), List.of(millis(config.rememberAddress())));
  }
}
