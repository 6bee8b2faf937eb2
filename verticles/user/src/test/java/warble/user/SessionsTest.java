package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.sqlclient.Pool;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.config.Secret;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;
import warble.user.v1.GetJwksRequest;
import warble.user.v1.GetMeRequest;
import warble.user.v1.JsonWebKey;
import warble.user.v1.LoginResponse;
import warble.user.v1.LogoutAllRequest;
import warble.user.v1.LogoutAllResponse;
import warble.user.v1.LogoutRequest;
import warble.user.v1.LogoutResponse;
import warble.user.v1.RefreshRequest;
import warble.user.v1.RefreshResponse;
import warble.user.v1.User;

@BackingServices
class SessionsTest {

  private static Vertx vertx;
  private static PostgresConfig database;
  private static RedisLink redis;
  private static UserNode node;

  private User ada;

  @BeforeAll
  static void start(Stack stack) {
    database = stack.postgres("userdb");
    Migrations.run(new Database(database, "db/user"));
    node = UserNode.start(stack, UserNode.config(database));
    vertx = Vertx.vertx();
    redis = await(RedisLink.open(vertx, stack.redis()));
  }

  @BeforeEach
  void register() {
    ada = node.somebody();
  }

  @AfterAll
  static void stop() {
    node.close();
    await(vertx.close());
  }

  @Test
  void anAccessTokenSaysWhoseItIsAndForWhom() {
    LoginResponse login = node.login(ada);

    JsonObject claims = claims(login.getAccessToken());
    assertThat(claims.fieldNames())
        .containsExactlyInAnyOrder("iss", "aud", "sub", "jti", "iat", "exp");
    assertThat(claims.getString("iss")).isEqualTo("warble");
    assertThat(claims.getString("aud")).isEqualTo("warble-api");
    assertThat(claims.getString("sub")).isEqualTo(Long.toString(ada.getId()));
    assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(600);
    assertThat(login.getExpiresIn()).isEqualTo(600);
    assertThat(login.getUser().getEmail()).isEqualTo(ada.getEmail());
  }

  private static JsonObject claims(String accessToken) {
    return json(accessToken, 1);
  }

  private static JsonObject json(String accessToken, int part) {
    return new JsonObject(
        new String(
            Base64.getUrlDecoder().decode(accessToken.split("\\.", -1)[part]),
            StandardCharsets.UTF_8));
  }

  @Test
  void anAccessTokenIsVerifiedByThePublishedKey() throws Exception {
    String token = node.login(ada).getAccessToken();
    List<JsonWebKey> keys =
        await(node.anonymously(users -> users.getJwks(GetJwksRequest.getDefaultInstance())))
            .getKeysList();

    JsonObject header = json(token, 0);
    assertThat(header.getString("alg")).isEqualTo("RS256");
    assertThat(header.getString("typ")).isEqualTo("at+jwt");
    assertThat(keys).extracting(JsonWebKey::getKid).containsExactly(header.getString("kid"));
    assertThat(isSignedBy(keys.getFirst(), token)).isTrue();
    assertThat(isSignedBy(keys.getFirst(), token.replaceFirst("\\.", "x."))).isFalse();
  }

  private static boolean isSignedBy(JsonWebKey key, String token) throws Exception {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(number(key.getN()), number(key.getE()))));
    signature.update(
        token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
    return signature.verify(
        Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1)));
  }

  private static BigInteger number(String base64) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
  }

  @Test
  void aRefreshTokenBuysTheNextPair() {
    LoginResponse login = node.login(ada);

    RefreshResponse second = await(refresh(login.getRefreshToken()));
    RefreshResponse third = await(refresh(second.getRefreshToken()));

    assertThat(claims(third.getAccessToken()).getString("sub"))
        .isEqualTo(Long.toString(ada.getId()));
    assertThat(
            Stream.of(login.getRefreshToken(), second.getRefreshToken(), third.getRefreshToken()))
        .doesNotHaveDuplicates();
    assertThat(Stream.of(login.getAccessToken(), second.getAccessToken(), third.getAccessToken()))
        .extracting(SessionsTest::tokenId)
        .doesNotHaveDuplicates();
  }

  private static Future<RefreshResponse> refresh(String token) {
    RefreshRequest request = RefreshRequest.newBuilder().setRefreshToken(token).build();
    return node.anonymously(users -> users.refresh(request));
  }

  private static String tokenId(String accessToken) {
    return claims(accessToken).getString("jti");
  }

  @Test
  void aUsedRefreshTokenEndsItsSessionAndKillsItsAccessTokens() {
    LoginResponse login = node.login(ada);
    LoginResponse elsewhere = node.login(ada);
    RefreshResponse second = await(refresh(login.getRefreshToken()));
    RefreshResponse next = await(refresh(second.getRefreshToken()));

    assertThat(reason(refresh(login.getRefreshToken()))).isEqualTo("REFRESH_TOKEN_REUSED");

    assertThat(expectedFailure(refresh(next.getRefreshToken())))
        .isInstanceOf(Failure.Unauthenticated.class);
    assertThat(deadTokens())
        .contains(tokenId(login.getAccessToken()), tokenId(next.getAccessToken()))
        .doesNotContain(tokenId(elsewhere.getAccessToken()));
    assertThat(await(refresh(elsewhere.getRefreshToken())).getAccessToken()).isNotEmpty();
  }

  private static String reason(Future<?> refused) {
    return ((Failure.Unauthenticated) expectedFailure(refused)).reason();
  }

  private static List<String> deadTokens() {
    return revocations().stream()
        .filter(entry -> "token".equals(entry.get("kind")))
        .map(entry -> entry.getOrDefault("id", ""))
        .toList();
  }

  private static List<Map<String, String>> revocations() {
    Response entries = await(redis.send(Request.cmd(Command.XRANGE, "revocations", "-", "+")));
    return StreamSupport.stream(entries.spliterator(), false)
        .map(entry -> fields(entry.get(1)))
        .toList();
  }

  private static Map<String, String> fields(Response flat) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
    }
    return fields;
  }

  @Test
  void ofManyRefreshesWithOneTokenOneWinsAndTheOthersEndNothing() {
    String token = node.login(ada).getRefreshToken();
    List<Future<RefreshResponse>> refreshes =
        Stream.generate(() -> refresh(token)).limit(10).toList();
    await(Future.join(refreshes).otherwiseEmpty());

    assertThat(refreshes).filteredOn(Future::succeeded).hasSize(1);
    assertThat(refreshes)
        .filteredOn(Future::failed)
        .extracting(SessionsTest::reason)
        .containsOnly("REFRESH_TOKEN_JUST_USED");
    RefreshResponse winner =
        refreshes.stream().filter(Future::succeeded).findFirst().orElseThrow().result();
    assertThat(await(refresh(winner.getRefreshToken())).getAccessToken()).isNotEmpty();
  }

  @Test
  void aRefreshTokenThatComesAgainAfterTheGraceEndsItsSession() {
    String token = node.login(ada).getRefreshToken();
    RefreshResponse next = await(refresh(token));
    await(redis.send(Request.cmd(Command.HSET, family(token), "used", "0")));

    assertThat(reason(refresh(token))).isEqualTo("REFRESH_TOKEN_REUSED");
    assertThat(deadTokens()).contains(tokenId(next.getAccessToken()));
    assertThat(expectedFailure(refresh(next.getRefreshToken())))
        .isInstanceOf(Failure.Unauthenticated.class);
  }

  private static String family(String refreshToken) {
    String[] parts = refreshToken.split("\\.", -1);
    return "session:{" + parts[0] + "}:" + parts[1];
  }

  @Test
  void aSessionHasALimitOfLivingAccessTokensAndKeepsItsRefreshToken() {
    String token = node.login(ada).getRefreshToken();
    IntStream.range(1, 30)
        .forEach(i ->
            await(
                redis.send(
                    Request.cmd(Command.HSET, family(token), "token" + i, "99999999999999"))));

    assertThat(expectedFailure(refresh(token)))
        .isInstanceOfSatisfying(
            Failure.ResourceExhausted.class,
            refusal ->
                assertThat(refusal.retryAfter())
                    .isBetween(Duration.ofMinutes(1), UserNode.ACCESS_LIFETIME));

    await(redis.send(Request.cmd(Command.HSET, family(token), "token1", "1")));
    assertThat(await(refresh(token)).getAccessToken()).isNotEmpty();
  }

  @Test
  void aSessionThatWasNotUsedForItsLifetimeIsOverEvenIfRedisKeepsIt() {
    String token = node.login(ada).getRefreshToken();
    await(redis.send(Request.cmd(Command.HSET, family(token), "began", "1")));

    assertThat(reason(refresh(token))).isEqualTo("REFRESH_TOKEN_INVALID");
  }

  @Test
  void whatEndedOnceStaysSoWhenTheClockIsSetBack() {
    String ended = "session:{" + ada.getId() + "}:ended";
    await(redis.send(Request.cmd(Command.SET, ended, "99999999999999")));
    await(logoutAll());

    assertThat(await(redis.send(Request.cmd(Command.GET, ended)))).hasToString("99999999999999");
  }

  @Test
  void aRefreshThatCannotBeSignedNowUsesNothingUp() throws GeneralSecurityException {
    BoundedPool signing = new BoundedPool(vertx, "signing " + UUID.randomUUID(), 1, 0);
    Sessions sessions = sessions(signing);
    TokenPair pair = await(sessions.begin(ada.getId()));
    Promise<Void> busy = Promise.promise();
    Future<Void> other = signing.withPlace(busy::future);

    assertThat(expectedFailure(sessions.refresh(pair.refreshToken())))
        .isInstanceOf(Failure.Unavailable.class);
    assertThat(expectedFailure(sessions.begin(ada.getId())))
        .isInstanceOf(Failure.Unavailable.class);

    busy.complete();
    await(other);
    assertThat(await(sessions.refresh(pair.refreshToken())).accessToken()).isNotEmpty();
  }

  private static Sessions sessions(BoundedPool signing) throws GeneralSecurityException {
    Secret key = new Secret(Pem.of(SigningKey.generate().privateKey()));
    UserConfig.Tokens config = UserNode.tokens(UserNode.KEYS_INTERVAL, key, new Secret(""));
    Pool primary = Postgres.connect(vertx, database).primary();
    KeyRing keys =
        new KeyRing(new SigningKeys(vertx, primary, query -> query.apply(primary), config));
    await(keys.refresh());
    return new Sessions(
        new SessionStore(redis, config),
        new Revocations(redis, config.accessLifetime()),
        new TokenSigner(signing, keys, config));
  }

  @Test
  void aReuseThatCouldNotRevokeTheAccessTokensDoesSoNextTime() {
    LoginResponse login = node.login(ada);
    RefreshResponse second = await(refresh(login.getRefreshToken()));
    RefreshResponse third = await(refresh(second.getRefreshToken()));

    whileNothingCanBeRevoked(() -> Futures.failure(refresh(login.getRefreshToken())));

    assertThat(reason(refresh(third.getRefreshToken()))).isEqualTo("REFRESH_TOKEN_REUSED");
    assertThat(deadTokens())
        .contains(tokenId(login.getAccessToken()), tokenId(third.getAccessToken()));
    assertThat(
            await(redis.send(Request.cmd(Command.EXISTS, family(third.getRefreshToken()))))
                .toInteger())
        .isZero();
  }

  @Test
  void aLogoutThatCouldNotRevokeTheAccessTokensDoesSoNextTime() {
    LoginResponse login = node.login(ada);

    whileNothingCanBeRevoked(
        () -> Futures.failure(logout(ada.getId(), login.getRefreshToken(), "")));
    assertThat(expectedFailure(refresh(login.getRefreshToken())))
        .isInstanceOf(Failure.Unauthenticated.class);
    LoginResponse other = node.login(ada);
    whileNothingCanBeRevoked(
        () -> Futures.failure(logout(ada.getId(), other.getRefreshToken(), "")));
    await(logout(ada.getId(), other.getRefreshToken(), ""));

    assertThat(deadTokens())
        .contains(tokenId(login.getAccessToken()), tokenId(other.getAccessToken()));
  }

  /** Something else is where the stream should be. */
  private static void whileNothingCanBeRevoked(Runnable act) {
    await(redis.send(Request.cmd(Command.XADD, "revocations", "*", "kind", "test", "exp", "0")));
    await(redis.send(Request.cmd(Command.RENAME, "revocations", "revocations:aside")));
    await(redis.send(Request.cmd(Command.SET, "revocations", "no stream")));
    try {
      act.run();
    } finally {
      await(redis.send(Request.cmd(Command.RENAME, "revocations:aside", "revocations")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void whatIsNoRefreshTokenIsRefused(String text) {
    assertThat(expectedFailure(refresh(text))).isInstanceOf(Failure.Unauthenticated.class);
  }

  @Test
  void redisDoesNotKnowTheTokens() {
    LoginResponse login = node.login(ada);
    String token = login.getRefreshToken();
    String secret = token.substring(token.lastIndexOf('.') + 1);
    String key = family(token);

    assertThat(await(redis.send(Request.cmd(Command.HVALS, key))))
        .extracting(Response::toString)
        .hasSize(3)
        .doesNotContain(secret, token, login.getAccessToken());
    assertThat(await(redis.send(Request.cmd(Command.PTTL, key))).toLong())
        .isBetween(29L * 86_400_000, 30L * 86_400_000);
  }

  @Test
  void sessionsOutliveARestartOfRedisThatKeepsItsData() {
    String token = node.login(ada).getRefreshToken();

    restartRedis(true);

    assertThat(await(refresh(token)).getAccessToken()).isNotEmpty();
    assertThat(reason(refresh(token))).isEqualTo("REFRESH_TOKEN_JUST_USED");
  }

  @Test
  void whoseSessionRedisHasLostLogsInAgainAndNothingElseBreaks() {
    LoginResponse login = node.login(ada);

    restartRedis(false);

    assertThat(expectedFailure(refresh(login.getRefreshToken())))
        .isInstanceOf(Failure.Unauthenticated.class);
    var me = node.as(ada.getId(), users -> users.getMe(GetMeRequest.getDefaultInstance()));
    assertThat(await(me).getUser().getEmail()).isEqualTo(ada.getEmail());
    await(logout(ada.getId(), login.getRefreshToken(), tokenId(login.getAccessToken())));
    assertThat(deadTokens()).contains(tokenId(login.getAccessToken()));
    LoginResponse again = node.login(ada);
    assertThat(await(refresh(again.getRefreshToken())).getAccessToken()).isNotEmpty();
  }

  /** Ends connections and forgets scripts; sessions come back in the form that goes to disk. */
  private void restartRedis(boolean keepsData) {
    String pattern = "session:{" + ada.getId() + "}:*";
    var keys = await(redis.send(Request.cmd(Command.KEYS, pattern))).stream().toList();
    assertThat(keys).isNotEmpty();
    for (Response key : keys) {
      var dump = await(redis.send(Request.cmd(Command.DUMP).arg(key.toBuffer()))).toBuffer();
      var ttl = await(redis.send(Request.cmd(Command.PTTL).arg(key.toBuffer()))).toLong();
      await(redis.send(Request.cmd(Command.DEL).arg(key.toBuffer())));
      if (keepsData) {
        await(redis.send(Request.cmd(Command.RESTORE).arg(key.toBuffer()).arg(ttl).arg(dump)));
      }
    }
    await(redis.send(Request.cmd(Command.SCRIPT, "FLUSH")));
    await(redis.send(Request.cmd(Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes")));
    Awaitility.await().until(() -> IntStream.range(0, 4).allMatch(_ -> redisIsBack()));
  }

  /** Each instance of the node mends its connection by itself. */
  private boolean redisIsBack() {
    var unknown = RefreshToken.first(ada.getId()).text();
    return expectedFailure(refresh(unknown)) instanceof Failure.Unauthenticated;
  }

  @Test
  void logoutEndsTheSessionAndKillsItsAccessTokens() {
    LoginResponse login = node.login(ada);
    RefreshResponse next = await(refresh(login.getRefreshToken()));

    await(logout(ada.getId(), next.getRefreshToken(), ""));

    assertThat(expectedFailure(refresh(next.getRefreshToken())))
        .isInstanceOf(Failure.Unauthenticated.class);
    assertThat(deadTokens())
        .contains(tokenId(login.getAccessToken()), tokenId(next.getAccessToken()));
  }

  private static Future<LogoutResponse> logout(long caller, String refreshToken, String tokenId) {
    LogoutRequest request = LogoutRequest.newBuilder().setRefreshToken(refreshToken).build();
    return node.as(caller, tokenId, users -> users.logout(request));
  }

  @Test
  void logoutWithoutARefreshTokenKillsTheAccessTokenOfTheCall() {
    LoginResponse login = node.login(ada);

    await(logout(ada.getId(), "", tokenId(login.getAccessToken())));

    assertThat(deadTokens()).containsOnlyOnce(tokenId(login.getAccessToken()));
    assertThat(await(refresh(login.getRefreshToken())).getAccessToken()).isNotEmpty();
  }

  @Test
  void nobodyEndsTheSessionOfSomebodyElse() {
    LoginResponse login = node.login(ada);

    await(logout(node.somebody().getId(), login.getRefreshToken(), ""));

    assertThat(await(refresh(login.getRefreshToken())).getAccessToken()).isNotEmpty();
  }

  @Test
  void logoutFromEverywhereEndsEverySessionButNotTheNext() {
    List<LoginResponse> logins = Stream.generate(() -> node.login(ada)).limit(3).toList();

    await(logoutAll());

    assertThat(logins)
        .allSatisfy(login ->
            assertThat(expectedFailure(refresh(login.getRefreshToken())))
                .isInstanceOf(Failure.Unauthenticated.class));
    LoginResponse again = node.login(ada);
    assertThat(logins).allMatch(login -> issuedAt(login) <= endedAt());
    assertThat(issuedAt(again)).isGreaterThan(endedAt());
    assertThat(await(refresh(again.getRefreshToken())).getAccessToken()).isNotEmpty();
  }

  private Future<LogoutAllResponse> logoutAll() {
    return node.as(ada.getId(), users -> users.logoutAll(LogoutAllRequest.getDefaultInstance()));
  }

  private static long issuedAt(LoginResponse login) {
    return Math.round(claims(login.getAccessToken()).getDouble("iat") * 1000);
  }

  /** What a gateway compares the {@code iat} of the user's tokens with. */
  private long endedAt() {
    return revocations().stream()
        .filter(entry -> "user".equals(entry.get("kind")))
        .filter(entry -> Long.toString(ada.getId()).equals(entry.get("id")))
        .mapToLong(entry -> Long.parseLong(entry.getOrDefault("before", "")))
        .max()
        .orElseThrow();
  }
}
