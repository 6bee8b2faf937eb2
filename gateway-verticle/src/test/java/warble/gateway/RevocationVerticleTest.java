package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import warble.runtime.redis.RedisConfig;
import warble.runtime.redis.RedisLink;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;
import warble.testkit.Toxic;

@BackingServices
final class RevocationVerticleTest {

  private final Instant now = Instant.now();

  private final Vertx vertx = Vertx.vertx();
  private final Revocations revocations = new Revocations();
  private final Stack stack;
  private final RedisLink redis;

  RevocationVerticleTest(Stack stack) {
    this.stack = stack;
    this.redis = Futures.await(RedisLink.open(vertx, stack.redis()));
  }

  @AfterEach
  void close() {
    Futures.await(redis.close().eventually(vertx::close));
  }

  @Test
  void whatWasRevokedBeforeTheStartIsKnownWhenItHasStarted() {
    AccessToken token = token();
    revoke(token);
    follow(stack.redis());
    assertThat(revocations.covers(token)).isTrue();
    assertThat(revocations.covers(token())).isFalse();
  }

  @Test
  void aRevokedTokenIsKnownAtOnce() {
    follow(stack.redis());
    AccessToken token = token();
    assertThat(revocations.covers(token)).isFalse();
    revoke(token);
    await().atMost(Duration.ofSeconds(1)).until(() -> revocations.covers(token));
  }

  @Test
  void aRevokedUserIsKnownAtOnce() {
    follow(stack.redis());
    AccessToken token = token();
    revokeUser(token.subject(), now);
    await().atMost(Duration.ofSeconds(1)).until(() -> revocations.covers(token));
    assertThat(revocations.covers(issuedAt(token, now.plusMillis(1)))).isFalse();
  }

  @Test
  void malformedEntriesAreSkipped() {
    follow(stack.redis());
    add("kind", "token", "id", "x");
    add("kind", "user", "id", "ada", "before", "1", "exp", "9999999999");
    add("kind", "unknown", "exp", "9999999999");
    AccessToken token = token();
    revoke(token);
    await().atMost(Duration.ofSeconds(1)).until(() -> revocations.covers(token));
  }

  @Test
  void nothingIsLostWhileRedisWasAway() {
    try (Toxic toxic = Toxic.to(stack.redis().nodes().getFirst())) {
      follow(stack.redis(toxic.address()));
      toxic.cut();
      AccessToken token = token();
      revoke(token);
      toxic.heal();
      await().until(() -> revocations.covers(token));
    }
  }

  @Test
  void whileRedisIsAwayTokensAreCheckedByWhatIsKnown() {
    try (TokenIssuer issuer = new TokenIssuer();
        Toxic toxic = Toxic.to(stack.redis().nodes().getFirst());
        EchoGateway gateway = behind(toxic, issuer)) {
      long revoked = token().subject();
      revokeUser(revoked, now.plusSeconds(60));
      await().until(() -> status(gateway, issuer.token(revoked)) == 401);

      toxic.cut();

      await().until(() -> !isLimited(gateway));
      assertThat(status(gateway, issuer.token(revoked))).isEqualTo(401);
      assertThat(status(gateway, issuer.token(token().subject()))).isEqualTo(200);
    }
  }

  private EchoGateway behind(Toxic toxic, TokenIssuer issuer) {
    RedisConfig config = stack.redis(toxic.address());
    EchoGateway gateway =
        EchoGateway.withRedis(
            config,
            "gateway.auth.enabled=true",
            issuer.setting(),
            "gateway.rate-limits.enabled=true");
    Futures.await(
        gateway
            .vertx()
            .deployVerticle(
                new RevocationVerticle(config, gateway.revocations(), Duration.ofSeconds(5))));
    return gateway;
  }

  private static int status(EchoGateway gateway, String token) {
    return gateway.get("/v1/things/7", "Authorization", "Bearer " + token).statusCode();
  }

  private static boolean isLimited(EchoGateway gateway) {
    return gateway.get("/v1/things").headers().firstValue("RateLimit").isPresent();
  }

  @Test
  void expiredRevocationsAreForgotten() {
    AccessToken token = token();
    revocations.revokeToken(token.id(), now.plusSeconds(10));
    revocations.revokeUser(token.subject(), now, now.plusSeconds(20));
    revocations.forgetExpired(now.plusSeconds(11));
    assertThat(revocations.covers(token)).isTrue();
    revocations.forgetExpired(now.plusSeconds(21));
    assertThat(revocations.covers(token)).isFalse();
  }

  private void follow(RedisConfig config) {
    Futures.await(
        vertx.deployVerticle(new RevocationVerticle(config, revocations, Duration.ofSeconds(5))));
  }

  private void revoke(AccessToken token) {
    add("kind", "token", "id", token.id(), "exp", epochSecond(now.plusSeconds(600)));
  }

  private void revokeUser(long user, Instant before) {
    add(
        "kind",
        "user",
        "id",
        Long.toString(user),
        "before",
        Long.toString(before.toEpochMilli()),
        "exp",
        epochSecond(now.plusSeconds(600)));
  }

  private static String epochSecond(Instant moment) {
    return Long.toString(moment.getEpochSecond());
  }

  private void add(String... fields) {
    Request entry = Request.cmd(Command.XADD).arg("revocations").arg("*");
    for (String field : fields) {
      entry.arg(field);
    }
    Futures.await(redis.send(entry));
  }

  /** Nobody else's, for Redis is shared. */
  private AccessToken token() {
    long user = ThreadLocalRandom.current().nextLong(1, 1L << 53);
    return new AccessToken(
        UUID.randomUUID().toString(),
        user,
        Instant.ofEpochMilli(now.toEpochMilli()),
        now.plusSeconds(600));
  }

  private static AccessToken issuedAt(AccessToken token, Instant moment) {
    return new AccessToken(token.id(), token.subject(), moment, token.expiresAt());
  }
}
