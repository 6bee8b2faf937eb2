package warble.gateway;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import warble.gateway.GatewayConfig.RateRule;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.Script;

/** Token buckets in Redis, on Redis's clock. */
final class TokenBuckets {

  private static final Script SCRIPT = Script.of(resource("token-bucket.lua"));

  private final RedisCommands redis;
  private final EmptyBuckets empty;

  TokenBuckets(RedisCommands redis) {
    this(redis, System::nanoTime);
  }

  /** The clock is only for how long a refusal is remembered. */
  TokenBuckets(RedisCommands redis, LongSupplier nanoTime) {
    this.redis = redis;
    this.empty = new EmptyBuckets(nanoTime);
  }

  /**
   * A rule by its name.
   *
   * @param name the name in configuration and headers
   */
  record Rule(String name, RateRule limits) {

    /** The time in which an empty bucket is full. */
    Duration window() {
      return limits.per().multipliedBy(limits.capacity()).dividedBy(limits.refill());
    }
  }

  /**
   * A bucket after the decision.
   *
   * @param rule its rule
   * @param left whole tokens in it
   * @param nextToken when there is one, zero when there is
   * @param full when it is full again
   */
  record Level(Rule rule, long left, Duration nextToken, Duration full) {}

  /** Whether the request may pass, and the levels of all buckets. */
  record Decision(boolean admitted, List<Level> levels) {}

  /**
   * Takes one token of each rule, or none at all when one lacks it. Who is known to lack one is
   * refused without asking Redis.
   *
   * @param subject whose buckets; they share a slot on a cluster
   */
  Future<Decision> take(List<Rule> rules, String subject) {
    return empty
        .find(rules, subject)
        .map(Future::succeededFuture)
        .orElseGet(() -> ask(rules, subject));
  }

  private Future<Decision> ask(List<Rule> rules, String subject) {
    long askedAt = empty.now();
    List<String> keys = rules.stream().map(rule -> "rl:{" + subject + "}:" + rule.name()).toList();
    List<String> limits = rules.stream().flatMap(TokenBuckets::limits).toList();
    return redis
        .run(SCRIPT, keys, limits)
        .map(answer -> decision(rules, answer))
        .onSuccess(decision -> empty.remember(rules, subject, decision, askedAt));
  }

  private static Stream<String> limits(Rule rule) {
    RateRule limits = rule.limits();
    return Stream.of(limits.capacity(), limits.refill(), limits.per().toNanos() / 1000)
        .map(number -> Long.toString(number));
  }

  private static Decision decision(List<Rule> rules, @Nullable Response answer) {
    Response numbers = Objects.requireNonNull(answer, "the script answers nothing");
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      levels.add(
          new Level(
              rules.get(i),
              numbers.get(3 * i + 1).toLong(),
              micros(numbers.get(3 * i + 2)),
              micros(numbers.get(3 * i + 3))));
    }
    return new Decision(numbers.get(0).toLong() == 1, levels);
  }

  private static Duration micros(Response number) {
    return Duration.of(number.toLong(), ChronoUnit.MICROS);
  }

  private static String resource(String name) {
    try (InputStream in = TokenBuckets.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
