package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
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
import warble.runtime.redis.RedisConfig;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;
import warble.testkit.Toxic;

@BackingServices
final class RateLimitTest {

  private final Vertx vertx = Vertx.vertx();
  private final RedisLink redis;
  private final Stack stack;

  RateLimitTest(Stack stack) {
    this.stack = stack;
    this.redis = Futures.await(RedisLink.open(vertx, stack.redis()));
  }

  @AfterEach
  void close() {
    Futures.await(redis.close().eventually(vertx::close));
  }

  @Test
  void aBucketGivesItsCapacityAndThenWhatComesBack() {
    TokenBuckets buckets = new TokenBuckets(redis);
    List<Rule> rules = List.of(rule("one", 3, 1, Duration.ofHours(1)));
    String subject = subject();
    for (long left = 2; left >= 0; left--) {
      Decision decision = Futures.await(buckets.take(rules, subject));
      assertThat(decision.admitted()).isTrue();
      assertThat(decision.levels()).extracting(Level::left).containsExactly(left);
    }
    Decision refused = Futures.await(buckets.take(rules, subject));
    assertThat(refused.admitted()).isFalse();
    assertThat(refused.levels().getFirst().nextToken())
        .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    assertThat(refused.levels().getFirst().full())
        .isBetween(Duration.ofMinutes(179), Duration.ofHours(3));
  }

  @Test
  void tokensComeBack() {
    TokenBuckets buckets = new TokenBuckets(redis);
    List<Rule> rules = List.of(rule("one", 1, 1, Duration.ofSeconds(2)));
    String subject = subject();
    assertThat(Futures.await(buckets.take(rules, subject)).admitted()).isTrue();
    assertThat(Futures.await(buckets.take(rules, subject)).admitted()).isFalse();
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Futures.await(buckets.take(rules, subject)).admitted());
  }

  @Test
  void aRefusalChargesNoRule() {
    TokenBuckets buckets = new TokenBuckets(redis);
    Rule wide = rule("wide", 5, 1, Duration.ofHours(1));
    Rule narrow = rule("narrow", 1, 1, Duration.ofHours(1));
    String subject = subject();
    assertThat(Futures.await(buckets.take(List.of(wide, narrow), subject)).admitted()).isTrue();
    for (int i = 0; i < 3; i++) {
      Decision refused = Futures.await(buckets.take(List.of(wide, narrow), subject));
      assertThat(refused.admitted()).isFalse();
      assertThat(refused.levels()).extracting(Level::left).containsExactly(4L, 0L);
    }
  }

  @Test
  void whoIsKnownToBeEmptyIsRefusedWithoutAskingRedis() {
    AtomicInteger asked = new AtomicInteger();
    TokenBuckets buckets = new TokenBuckets(counting(asked));
    List<Rule> rules = List.of(rule("one", 1, 1, Duration.ofHours(1)));
    String subject = subject();
    Futures.await(buckets.take(rules, subject));
    Decision refused = Futures.await(buckets.take(rules, subject));
    int before = asked.get();

    Decision again = Futures.await(buckets.take(rules, subject));

    assertThat(asked).hasValue(before);
    assertThat(again.admitted()).isFalse();
    assertThat(again.levels().getFirst().nextToken())
        .isLessThanOrEqualTo(refused.levels().getFirst().nextToken())
        .isGreaterThan(Duration.ofMinutes(59));
  }

  @Test
  void aBucketThatIsDeletedIsFullWithinASecond() {
    TokenBuckets buckets = new TokenBuckets(redis);
    List<Rule> rules = List.of(rule("one", 1, 1, Duration.ofHours(1)));
    String subject = subject();
    Futures.await(buckets.take(rules, subject));
    assertThat(Futures.await(buckets.take(rules, subject)).admitted()).isFalse();

    Futures.await(redis.send(Request.cmd(Command.DEL).arg("rl:{" + subject + "}:one")));

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> Futures.await(buckets.take(rules, subject)).admitted());
  }

  @Test
  void aRequestWhoseAnswerIsLostIsChargedOnce() {
    List<Rule> rules = List.of(rule("one", 100, 1, Duration.ofHours(1)));
    String subject = subject();
    try (Toxic toxic = Toxic.to(stack.redis().nodes().getFirst())) {
      RedisLink link = Futures.await(RedisLink.open(vertx, stack.redis(toxic.address())));
      TokenBuckets buckets = new TokenBuckets(link);
      Futures.await(buckets.take(rules, subject));
      for (int lost = 1; lost <= 20; lost++) {
        toxic.cutAtAnswer();
        assertThat(Futures.expectedFailure(buckets.take(rules, subject)))
            .isInstanceOf(Failure.Unavailable.class);
        toxic.heal();
        await().until(() -> Futures.await(link.answers().map(true).otherwise(false)));
        assertThat(Futures.await(new TokenBuckets(redis).take(rules, subject)).levels())
            .extracting(Level::left)
            .containsExactly(99L - 2L * lost);
      }
      Futures.await(link.close());
    }
  }

  /** Three gateways, each with a memory of its own, and one subject, for some seconds. */
  @Test
  void severalGatewaysAdmitNoMoreThanTheRuleAndStarveNobody() {
    List<TokenBuckets> gateways = Stream.generate(() -> new TokenBuckets(redis)).limit(3).toList();
    List<Rule> rules = List.of(rule("one", 5, 20, Duration.ofSeconds(1)));
    String subject = subject();
    long begun = System.nanoTime();
    long admitted = 0;
    for (int i = 0; System.nanoTime() - begun < Duration.ofSeconds(2).toNanos(); i++) {
      Decision decision = Futures.await(gateways.get(i % 3).take(rules, subject));
      admitted += decision.admitted() ? 1 : 0;
    }
    double seconds = (System.nanoTime() - begun) / 1e9;

    assertThat(admitted).isLessThanOrEqualTo((long) (5 + 20 * seconds));
    assertThat(admitted).isGreaterThanOrEqualTo((long) (10 * seconds));
  }

  private RedisCommands counting(AtomicInteger asked) {
    return new RedisCommands() {
      @Override
      public Future<@Nullable Response> send(Request request) {
        asked.incrementAndGet();
        return redis.send(request);
      }

      @Override
      public Future<List<@Nullable Response>> batch(List<Request> requests) {
        return redis.batch(requests);
      }
    };
  }

  @Test
  void subjectsHaveBucketsOfTheirOwn() {
    TokenBuckets buckets = new TokenBuckets(redis);
    List<Rule> rules = List.of(rule("one", 1, 1, Duration.ofHours(1)));
    assertThat(Futures.await(buckets.take(rules, subject())).admitted()).isTrue();
    assertThat(Futures.await(buckets.take(rules, subject())).admitted()).isTrue();
  }

  @Test
  void aStateFromTheFutureIsDatedAnew() {
    TokenBuckets buckets = new TokenBuckets(redis);
    List<Rule> rules = List.of(rule("one", 2, 20, Duration.ofSeconds(1)));
    String subject = subject();
    long inAnHour = Instant.now().plusSeconds(3600).toEpochMilli() * 1000;
    String key = "rl:{" + subject + "}:one";
    Futures.await(redis.send(Request.cmd(Command.SET).arg(key).arg("0 " + inAnHour)));
    assertThat(Futures.await(buckets.take(rules, subject)).admitted()).isFalse();
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Futures.await(buckets.take(rules, subject)).admitted());
  }

  @Test
  void aBucketIsForgottenWhenItIsFull() {
    TokenBuckets buckets = new TokenBuckets(redis);
    String subject = subject();
    Futures.await(buckets.take(List.of(rule("one", 5, 1, Duration.ofHours(1))), subject));
    Request life = Request.cmd(Command.PTTL).arg("rl:{" + subject + "}:one");
    assertThat(Long.parseLong(Futures.await(redis.send(life).map(String::valueOf))))
        .isBetween(3_590_000L, 3_600_001L);
  }

  @Test
  void theScriptSurvivesThatRedisForgetsIt() {
    TokenBuckets buckets = new TokenBuckets(redis);
    List<Rule> rules = List.of(rule("one", 5, 1, Duration.ofHours(1)));
    String subject = subject();
    Futures.await(buckets.take(rules, subject));
    Futures.await(redis.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));
    assertThat(Futures.await(buckets.take(rules, subject)).levels())
        .extracting(Level::left)
        .containsExactly(3L);
  }

  @Test
  void aClientIsToldWhereItStands() {
    try (EchoGateway gateway = limited(stack.redis(), 2, "allow")) {
      String client = address();
      HttpResponse<String> first = gateway.get("/v1/things", "X-Forwarded-For", client);
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"address\";q=2;w=7200");
      assertThat(first.headers().firstValue("RateLimit")).hasValue("\"address\";r=1;t=3600");
      assertThat(gateway.get("/v1/things", "X-Forwarded-For", client).statusCode()).isEqualTo(200);
      HttpResponse<String> refused = gateway.get("/v1/things", "X-Forwarded-For", client);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("RateLimit"))
          .hasValueSatisfying(level -> assertThat(level).startsWith("\"address\";r=0;t="));
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0))
          .isBetween(3590L, 3600L);
      assertThat(refused.body()).contains("\"code\":8").contains("RATE_LIMITED");
    }
  }

  @Test
  void whatStandsLeftOfATrustedProxyIsNotBelieved() {
    try (EchoGateway gateway = limited(stack.redis(), 1, "allow")) {
      String client = address();
      assertThat(status(gateway, "1.2.3.4, " + client)).isEqualTo(200);
      assertThat(status(gateway, "5.6.7.8, " + client)).isEqualTo(429);
      assertThat(status(gateway, "nonsense, " + client + ", 127.0.0.1")).isEqualTo(429);
      assertThat(status(gateway, address())).isEqualTo(200);
    }
  }

  @Test
  void aClientHasAllAddressesOfItsIpv6Network() {
    try (EchoGateway gateway = limited(stack.redis(), 1, "allow")) {
      String network = network();
      assertThat(status(gateway, network + ":1::1")).isEqualTo(200);
      assertThat(status(gateway, network + ":1:ffff:ffff:ffff:ffff")).isEqualTo(429);
      assertThat(status(gateway, network + ":2::1")).isEqualTo(200);
    }
  }

  @Test
  void anIpv4AddressIsTheSameInTheFormOfIpv6() {
    try (EchoGateway gateway = limited(stack.redis(), 1, "allow")) {
      String client = address();
      assertThat(status(gateway, client)).isEqualTo(200);
      assertThat(status(gateway, "::ffff:" + client)).isEqualTo(429);
      assertThat(status(gateway, "::ffff:" + address())).isEqualTo(200);
      assertThat(status(gateway, client + ", ::ffff:127.0.0.1")).isEqualTo(429);
    }
  }

  @Test
  void whoIsNoTrustedProxyCannotSayThatItIsAnotherClient() {
    String rule = "gateway.rate-limits.rules." + subject();
    try (EchoGateway gateway =
        EchoGateway.withRedis(
            stack.redis(),
            "gateway.rate-limits.enabled=true",
            rule + ".by=client-address",
            rule + ".capacity=1",
            rule + ".refill=1",
            rule + ".per=1h",
            rule + ".without-redis=refuse")) {
      assertThat(status(gateway, address())).isEqualTo(200);
      assertThat(status(gateway, address())).isEqualTo(429);
    }
  }

  @Test
  void aUserHasABucketAtAllAddresses() {
    try (TokenIssuer issuer = new TokenIssuer();
        EchoGateway gateway =
            EchoGateway.withRedis(
                stack.redis(),
                "gateway.auth.enabled=true",
                issuer.setting(),
                "gateway.http.trusted-proxies=127.0.0.1/32",
                "gateway.rate-limits.enabled=true",
                "gateway.rate-limits.rules.user.capacity=1",
                "gateway.rate-limits.rules.user.refill=1",
                "gateway.rate-limits.rules.user.per=1h")) {
      long user = ThreadLocalRandom.current().nextLong(1, 1L << 53);
      assertThat(status(gateway, address(), issuer.token(user))).isEqualTo(200);
      assertThat(status(gateway, address(), issuer.token(user))).isEqualTo(429);
      assertThat(status(gateway, address(), issuer.token(user + 1))).isEqualTo(200);
    }
  }

  @Test
  void whenRedisIsAwayTheRuleDecides() {
    try (Toxic toxic = Toxic.to(stack.redis().nodes().getFirst());
        EchoGateway allowing = limited(stack.redis(toxic.address()), 9, "allow");
        EchoGateway refusing = limited(stack.redis(toxic.address()), 9, "refuse")) {
      assertThat(status(refusing, address())).isEqualTo(200);
      toxic.cut();
      await().until(() -> status(refusing, address()) == 503);
      HttpResponse<String> allowed = allowing.get("/v1/things");
      assertThat(allowed.statusCode()).isEqualTo(200);
      assertThat(allowed.headers().firstValue("RateLimit")).isEmpty();
    }
  }

  @Test
  void whenRedisIsSilentTheRuleDecidesAfterItsTimeout() {
    try (Toxic toxic = Toxic.to(stack.redis().nodes().getFirst());
        EchoGateway allowing = limited(impatient(stack.redis(toxic.address())), 9, "allow");
        EchoGateway refusing = limited(impatient(stack.redis(toxic.address())), 9, "refuse")) {
      toxic.pause();
      assertThat(status(allowing, address())).isEqualTo(200);
      assertThat(status(refusing, address())).isEqualTo(503);
      toxic.heal();
      await().until(() -> status(refusing, address()) == 200);
    }
  }

  /** The client of the tests waits for ten seconds. */
  private static RedisConfig impatient(RedisConfig redis) {
    return new RedisConfig(
        redis.nodes(),
        redis.cluster(),
        redis.tls(),
        redis.password(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1));
  }

  private static EchoGateway limited(RedisConfig redis, int capacity, String withoutRedis) {
    return EchoGateway.withRedis(
        redis,
        "gateway.http.trusted-proxies=127.0.0.1/32",
        "gateway.rate-limits.enabled=true",
        "gateway.rate-limits.rules.address.capacity=" + capacity,
        "gateway.rate-limits.rules.address.refill=1",
        "gateway.rate-limits.rules.address.per=1h",
        "gateway.rate-limits.rules.address.without-redis=" + withoutRedis);
  }

  private static int status(EchoGateway gateway, String forwardedFor) {
    return gateway.get("/v1/things", "X-Forwarded-For", forwardedFor).statusCode();
  }

  private static int status(EchoGateway gateway, String forwardedFor, String token) {
    return gateway
        .get("/v1/things/7", "X-Forwarded-For", forwardedFor, "Authorization", "Bearer " + token)
        .statusCode();
  }

  /** Nobody else's, for Redis is shared. */
  private static String address() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "10.%d.%d.%d".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256));
  }

  /** The first 48 bits of some IPv6 addresses, nobody else's. */
  private static String network() {
    return "2001:db8:%x".formatted(ThreadLocalRandom.current().nextInt(1 << 16));
  }

  private static String subject() {
    return UUID.randomUUID().toString();
  }

  private static Rule rule(String name, long capacity, long refill, Duration per) {
    return new Rule(name, new RateRule(Subject.USER, capacity, refill, per, WithoutRedis.ALLOW));
  }
}
