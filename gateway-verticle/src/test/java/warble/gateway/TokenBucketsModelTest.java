package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import warble.gateway.GatewayConfig.RateRule;
import warble.gateway.GatewayConfig.Subject;
import warble.gateway.GatewayConfig.WithoutRedis;
import warble.gateway.TokenBuckets.Decision;
import warble.gateway.TokenBuckets.Level;
import warble.gateway.TokenBuckets.Rule;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.RedisLink;
import warble.runtime.redis.Script;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;

/**
 * Three gateways, each with a link and a clock of its own, decide by one Redis as a model does.
 *
 * <p>The script is the gateway's, except that the test tells it the time, and that buckets are kept
 * until the test is over. What fails names its seed; {@code -Dseed=…} does the same again.
 */
@BackingServices
final class TokenBucketsModelTest {

  /** Histories that have nothing to do with each other, at the same time, of as many decisions. */
  private static final int HISTORIES = 20;

  private static final int DECISIONS = 5_000;
  private static final int DECISIONS_AROUND_STEPS = 1_000;
  private static final int GATEWAYS = 3;
  private static final int CLIENTS = 4;
  private static final long MILLISECOND = 1_000;
  private static final long HOUR = 3_600 * 1_000 * MILLISECOND;

  private static final Rule WIDE = rule("wide", 7, 3, Duration.ofMillis(500));
  private static final Rule NARROW = rule("narrow", 2, 1, Duration.ofMillis(400));
  private static final List<Rule> BOTH = List.of(WIDE, NARROW);
  private static final List<List<Rule>> COMBINATIONS =
      List.of(List.of(WIDE), List.of(NARROW), BOTH);

  /** Who calls no more often than this keeps to both rules. */
  private static final long STEADY_PAUSE = 400 * MILLISECOND;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Vertx vertx = Vertx.vertx();
  private final List<RedisLink> links;

  TokenBucketsModelTest(Stack stack) {
    links =
        Stream.generate(() -> Futures.await(RedisLink.open(vertx, stack.redis())))
            .limit(GATEWAYS)
            .toList();
  }

  @AfterEach
  void close() {
    links.forEach(link -> Futures.await(link.close()));
    Futures.await(vertx.close());
  }

  @Test
  void decisionsAreThoseOfTheModel() {
    histories(History::isThatOfTheModel);
  }

  @Test
  void aStepOfTheClockGivesOneBurstAndStarvesNobody() {
    histories(History::survivesSteps);
  }

  private void histories(Consumer<History> test) {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture.allOf(
              LongStream.range(seed, seed + HISTORIES)
                  .mapToObj(History::new)
                  .map(history -> CompletableFuture.runAsync(() -> test.accept(history), executor))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } catch (CompletionException failed) {
      throw new AssertionError("-Dseed=" + seed, failed.getCause());
    }
  }

  /** What some clients do, one after another, at three gateways. */
  private final class History {

    private final Random random;
    private final String run = UUID.randomUUID().toString();
    private final Map<String, Bucket> buckets = new HashMap<>();
    private final Map<String, Windows> windows = new HashMap<>();
    private final List<TokenBuckets> gateways;

    /** True time, and how far Redis's clock is ahead of it, in microseconds. */
    private long now = 1_800_000_000L * 1_000 * MILLISECOND;

    private long ahead;
    private long forwardSteps;
    private long steadyAt = now;
    private int decisions;

    private History(long seed) {
      random = new Random(seed);
      gateways = links.stream().map(link -> gateway(link, random.nextLong())).toList();
    }

    /** Its clock has nothing to do with that of the others. */
    private TokenBuckets gateway(RedisLink link, long skew) {
      return new TokenBuckets(new Timed(link, () -> now + ahead), () -> now * 1000 + skew);
    }

    /** No more and no less than the model admits: nobody gets too much, and nobody is starved. */
    private void isThatOfTheModel() {
      while (decisions < DECISIONS) {
        now += pause();
        if (steadyIsDue()) {
          assertThat(decideAsTheModel(BOTH, "steady").admitted()).as(this::replay).isTrue();
        } else {
          decideAsTheModel(any(COMBINATIONS), anyClient());
        }
      }
    }

    /** Bursts, pauses that fill buckets, and the moments about which a token comes back. */
    private long pause() {
      return switch (random.nextInt(50)) {
        case 0 -> random.nextLong(2_000 * MILLISECOND);
        case 1, 2, 3, 4, 5 ->
            Math.max(0, bucket(anyClient(), any(BOTH)).due(now) - random.nextInt(2));
        default -> random.nextLong(10 * MILLISECOND);
      };
    }

    private boolean steadyIsDue() {
      boolean due = now >= steadyAt + STEADY_PAUSE;
      steadyAt = due ? now : steadyAt;
      return due;
    }

    private Decision decideAsTheModel(List<Rule> rules, String client) {
      List<Bucket> taken = rules.stream().map(rule -> bucket(client, rule)).toList();
      boolean expected = taken.stream().allMatch(bucket -> bucket.due(now) == 0);
      Decision decision = decide(rules, client);
      assertThat(decision.admitted()).as(this::replay).isEqualTo(expected);
      if (expected) {
        taken.forEach(Bucket::take);
        assertThat(decision.levels())
            .as(this::replay)
            .extracting(Level::left)
            .isEqualTo(taken.stream().map(Bucket::left).toList());
      }
      return decision;
    }

    /** What is admitted keeps to the rule in every window that ends with it. */
    private Decision decide(List<Rule> rules, String client) {
      decisions++;
      Decision decision = Futures.await(any(gateways).take(rules, run + client));
      if (decision.admitted()) {
        rules.forEach(rule ->
            assertThat(windows(client, rule).excess(now, forwardSteps))
                .as(this::replay)
                .isNotPositive());
      }
      return decision;
    }

    /**
     * Each step forward gives a burst at most. A step back loses what came back since the last
     * call, so that it costs at most one call of who keeps to the rate.
     */
    private void survivesSteps() {
      boolean steppedBack = false;
      while (decisions < DECISIONS_AROUND_STEPS) {
        now += random.nextLong(40 * MILLISECOND);
        if (random.nextInt(500) == 0) {
          steppedBack |= step();
        }
        if (steadyIsDue()) {
          boolean admitted = decide(BOTH, "steady").admitted();
          assertThat(admitted || steppedBack).as(this::replay).isTrue();
          steppedBack = false;
        } else {
          decide(any(COMBINATIONS), anyClient());
        }
      }
    }

    /** Whether it was one back. */
    private boolean step() {
      boolean back = random.nextBoolean();
      ahead += back ? -HOUR : HOUR;
      forwardSteps += back ? 0 : 1;
      return back;
    }

    private String replay() {
      return "decision %d".formatted(decisions);
    }

    private <T> T any(List<T> choices) {
      return choices.get(random.nextInt(choices.size()));
    }

    private String anyClient() {
      return "client" + random.nextInt(CLIENTS);
    }

    private Bucket bucket(String client, Rule rule) {
      return buckets.computeIfAbsent(client + rule.name(), _ -> new Bucket(rule.limits(), now));
    }

    private Windows windows(String client, Rule rule) {
      return windows.computeIfAbsent(client + rule.name(), _ -> new Windows(rule.limits()));
    }
  }

  private static long token(RateRule limits) {
    return limits.per().toNanos() / 1000;
  }

  private static long full(RateRule limits) {
    return limits.capacity() * token(limits);
  }

  /** In whole units, of which a token is as many as its refill takes microseconds. */
  private static final class Bucket {

    private final RateRule limits;
    private long units;
    private long at;

    private Bucket(RateRule limits, long now) {
      this.limits = limits;
      units = full(limits);
      at = now;
    }

    /** The microseconds until a token is there. */
    private long due(long now) {
      units = Math.min(full(limits), units + (now - at) * limits.refill());
      at = now;
      return Math.max(0, Math.ceilDiv(token(limits) - units, limits.refill()));
    }

    private void take() {
      units -= token(limits);
    }

    private long left() {
      return units / token(limits);
    }
  }

  /** All windows of time that end now, by the one in which most was admitted. */
  private static final class Windows {

    private final RateRule limits;
    private long admitted;
    private long least = Long.MAX_VALUE;

    private Windows(RateRule limits) {
      this.limits = limits;
    }

    /** The units admitted beyond the capacity, what came back and a burst for each step. */
    private long excess(long now, long steps) {
      long beyond = admitted * token(limits) - now * limits.refill() - steps * full(limits);
      least = Math.min(least, beyond);
      admitted++;
      return beyond + token(limits) - least - full(limits);
    }
  }

  /** A link that tells the script the time. */
  private static final class Timed implements RedisCommands {

    private final RedisLink link;
    private final LongSupplier micros;
    private final Map<Script, Script> scripts = new HashMap<>();

    private Timed(RedisLink link, LongSupplier micros) {
      this.link = link;
      this.micros = micros;
    }

    @Override
    public Future<@Nullable Response> run(
        Script script, List<String> keys, List<String> arguments) {
      long time = micros.getAsLong();
      Stream<String> secondsAndRest =
          Stream.of(time / 1_000_000, time % 1_000_000).map(String::valueOf);
      return link.run(
          scripts.computeIfAbsent(script, Timed::timed),
          keys,
          Stream.concat(arguments.stream(), secondsAndRest).toList());
    }

    private static Script timed(Script script) {
      String told =
          replaced(script.source(), "redis.call('TIME')", "{ARGV[#ARGV - 1], ARGV[#ARGV]}");
      return Script.of(replaced(told, "math.ceil(until_full / 1000) + 1", "600000"));
    }

    private static String replaced(String text, String what, String by) {
      assertThat(text).containsOnlyOnce(what);
      return text.replace(what, by);
    }

    @Override
    public Future<@Nullable Response> send(Request request) {
      return link.send(request);
    }

    @Override
    public Future<List<@Nullable Response>> batch(List<Request> requests) {
      return link.batch(requests);
    }
  }

  private static Rule rule(String name, long capacity, long refill, Duration per) {
    return new Rule(name, new RateRule(Subject.USER, capacity, refill, per, WithoutRedis.ALLOW));
  }
}
