package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.RpcContext;

final class AuthenticationTest {

  private static final TokenIssuer ISSUER = new TokenIssuer();
  private static final EchoGateway GATEWAY =
      EchoGateway.with("gateway.auth.enabled=true", ISSUER.setting());

  @AfterAll
  static void stop() {
    GATEWAY.close();
    ISSUER.close();
  }

  @BeforeEach
  void forgetCalls() {
    GATEWAY.forgetCalls();
  }

  @Test
  void aGoodTokenSaysWhoCalls() throws InterruptedException {
    JsonObject claims = TokenIssuer.claims(42);
    HttpResponse<String> response = get(ISSUER.token(TokenIssuer.header(), claims));
    assertThat(response.statusCode()).isEqualTo(200);
    RpcContext call = GATEWAY.call();
    assertThat(call.caller()).isEqualTo(new Caller.User(42));
    assertThat(call.metadata()).containsEntry("x-warble-token-id", claims.getString("jti"));
    assertThat(call.metadata()).containsEntry("x-warble-client", "127.0.0.1");
  }

  @Test
  void aTokenIsGoodMoreThanOnce() {
    String token = ISSUER.token(42);
    assertThat(get(token).statusCode()).isEqualTo(200);
    assertThat(get(token).statusCode()).isEqualTo(200);
  }

  @Test
  void aRouteForEverybodyDoesNotLookAtTheToken() throws InterruptedException {
    assertThat(GATEWAY.get("/v1/things").statusCode()).isEqualTo(200);
    assertThat(GATEWAY.call().caller()).isEqualTo(new Caller.Anonymous());
    assertThat(GATEWAY.get("/v1/things", "Authorization", "Bearer nonsense").statusCode())
        .isEqualTo(200);
  }

  @Test
  void withoutATokenThereIsAPlainChallenge() {
    HttpResponse<String> response = GATEWAY.get("/v1/things/7");
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"warble\"");
    assertThat(response.body()).contains("TOKEN_MISSING");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTokens")
  void aBadTokenIsRefused(String flaw, String token, String reason) {
    HttpResponse<String> response = get(token);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains(reason).contains("\"code\":16");
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"warble\", error=\"invalid_token\"");
  }

  static Stream<Arguments> badTokens() {
    long now = Instant.now().getEpochSecond();
    JsonObject good = TokenIssuer.claims(42);
    JsonObject header = TokenIssuer.header();
    String valid = ISSUER.token(42);
    String unsigned = valid.substring(0, valid.lastIndexOf('.') + 1);
    var publicKey = new SecretKeySpec(ISSUER.publicKey(), "HmacSHA256");
    return Stream.of(
        bad("expired", ISSUER.token(header, good.copy().put("exp", now - 60)), "TOKEN_EXPIRED"),
        bad("no exp", ISSUER.token(header, without(good, "exp"))),
        bad("exp is a string", ISSUER.token(header, good.copy().put("exp", "9999999999"))),
        bad("no iat", ISSUER.token(header, without(good, "iat"))),
        bad("lives too long", ISSUER.token(header, good.copy().put("exp", now + 1_000_000))),
        bad("not yet", ISSUER.token(header, good.copy().put("nbf", now + 60))),
        bad("of the future", ISSUER.token(header, good.copy().put("iat", now + 60))),
        bad("other issuer", ISSUER.token(header, good.copy().put("iss", "else"))),
        bad("no issuer", ISSUER.token(header, without(good, "iss"))),
        bad("other audience", ISSUER.token(header, good.copy().put("aud", "else"))),
        bad("no audience", ISSUER.token(header, without(good, "aud"))),
        bad("no subject", ISSUER.token(header, without(good, "sub"))),
        bad("subject 0", ISSUER.token(header, good.copy().put("sub", "0"))),
        bad("subject is a name", ISSUER.token(header, good.copy().put("sub", "ada"))),
        bad("foreign key", TokenIssuer.token(header, good, TokenIssuer.keyPair().getPrivate())),
        bad("unknown kid", ISSUER.token(header.copy().put("kid", "k9"), good)),
        bad("no kid", ISSUER.token(without(header, "kid"), good)),
        bad("kid is a number", ISSUER.token(header.copy().put("kid", 1), good)),
        bad("no typ", ISSUER.token(without(header, "typ"), good)),
        bad("other typ", ISSUER.token(header.copy().put("typ", "logout+jwt"), good)),
        bad("critical", ISSUER.token(header.copy().put("crit", new JsonArray().add("b64")), good)),
        bad("no alg", ISSUER.token(without(header, "alg"), good)),
        bad("alg none", ISSUER.token(header.copy().put("alg", "none"), good)),
        bad("alg RS512", ISSUER.token(header.copy().put("alg", "RS512"), good)),
        bad("HS256", TokenIssuer.token(header.copy().put("alg", "HS256"), good, publicKey)),
        bad("HMAC as RS256", TokenIssuer.token(header, good, publicKey)),
        bad("no signature", unsigned),
        bad("two parts", unsigned.substring(0, unsigned.length() - 1)),
        bad("four parts", valid + "."),
        bad("other signature", unsigned + ISSUER.token(43).split("\\.", -1)[2]),
        bad("not base64", "a b.c d.e f"),
        bad("not JSON", "YQ.YQ.YQ"),
        bad("JSON, no object", "MQ.MQ.MQ"),
        bad("empty", ""));
  }

  private static Arguments bad(String flaw, String token) {
    return bad(flaw, token, "TOKEN_INVALID");
  }

  private static Arguments bad(String flaw, String token, String reason) {
    return Arguments.of(flaw, token, reason);
  }

  private static JsonObject without(JsonObject json, String name) {
    JsonObject copy = json.copy();
    copy.remove(name);
    return copy;
  }

  @Test
  void severalAudiencesMayHoldOurs() {
    JsonArray audiences = new JsonArray().add("else").add("warble-api");
    JsonObject claims = TokenIssuer.claims(42).put("aud", audiences);
    assertThat(get(ISSUER.token(TokenIssuer.header(), claims)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YTpi", "Bearer", "token"})
  void anotherSchemeIsRefused(String header) {
    assertThat(GATEWAY.get("/v1/things/7", "Authorization", header).statusCode()).isEqualTo(401);
  }

  @Test
  void aNewKeyIsTakenWithoutARestart() {
    ISSUER.rotate("k2");
    JsonObject header = TokenIssuer.header().put("kid", "k2");
    String token = TokenIssuer.token(header, TokenIssuer.claims(42), ISSUER.key("k2"));
    await().until(() -> get(token).statusCode() == 200);
  }

  @Test
  void aFloodOfUnknownKeysDoesNotReachTheIssuer() {
    int before = ISSUER.fetches();
    long start = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      JsonObject header = TokenIssuer.header().put("kid", "flood" + i);
      assertThat(get(ISSUER.token(header, TokenIssuer.claims(42))).statusCode()).isEqualTo(401);
    }
    long intervals = Duration.ofNanos(System.nanoTime() - start).toMillis() / 200;
    assertThat(ISSUER.fetches() - before).isLessThanOrEqualTo((int) intervals + 1);
  }

  @Test
  void whenTheIssuerIsAwayAtTheStartTheAnswerIsUnavailable() {
    try (TokenIssuer issuer = new TokenIssuer();
        EchoGateway gateway = EchoGateway.with("gateway.auth.enabled=true", issuer.setting())) {
      issuer.away(true);
      String bearer = "Bearer " + issuer.token(42);
      assertThat(gateway.get("/v1/things/7", "Authorization", bearer).statusCode()).isEqualTo(503);
      issuer.away(false);
      await().until(() -> gateway.get("/v1/things/7", "Authorization", bearer).statusCode() == 200);
    }
  }

  @Test
  void aRevokedTokenIsRefused() {
    JsonObject claims = TokenIssuer.claims(42);
    String token = ISSUER.token(TokenIssuer.header(), claims);
    assertThat(get(token).statusCode()).isEqualTo(200);
    GATEWAY.revocations().revokeToken(claims.getString("jti"), Instant.now().plusSeconds(600));
    assertThat(get(token).statusCode()).isEqualTo(401);
    assertThat(get(token).body()).contains("TOKEN_REVOKED");
    assertThat(get(ISSUER.token(42)).statusCode()).isEqualTo(200);
  }

  @Test
  void theOlderTokensOfARevokedUserAreRefused() {
    double now = Instant.now().toEpochMilli() / 1000.0;
    String old = ISSUER.token(TokenIssuer.header(), TokenIssuer.claims(50).put("iat", now - 1));
    String young = ISSUER.token(TokenIssuer.header(), TokenIssuer.claims(50).put("iat", now));
    GATEWAY
        .revocations()
        .revokeUser(
            50, Instant.ofEpochMilli(Math.round(now * 1000) - 1), Instant.now().plusSeconds(600));
    assertThat(get(old).statusCode()).isEqualTo(401);
    assertThat(get(young).statusCode()).isEqualTo(200);
    assertThat(get(ISSUER.token(51)).statusCode()).isEqualTo(200);
  }

  @Test
  void aCookieHoldsTheTokenToo() throws InterruptedException {
    assertThat(GATEWAY.get("/v1/things/7", "Cookie", "warble_at=" + ISSUER.token(42)).statusCode())
        .isEqualTo(200);
    assertThat(GATEWAY.call().caller()).isEqualTo(new Caller.User(42));
  }

  @Test
  void theHeaderGoesBeforeTheCookie() throws InterruptedException {
    GATEWAY.get(
        "/v1/things/7",
        "Cookie",
        "warble_at=" + ISSUER.token(42),
        "Authorization",
        "Bearer " + ISSUER.token(43));
    assertThat(GATEWAY.call().caller()).isEqualTo(new Caller.User(43));
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site, same-origin, 200",
    "Sec-Fetch-Site, none, 200",
    "Sec-Fetch-Site, same-site, 403",
    "Sec-Fetch-Site, cross-site, 403",
    "Origin, https://evil.example, 403",
    "Origin, null, 403",
    "Origin, https://friend.example, 200",
    "X-Nothing, x, 200",
  })
  void anotherOriginMayNotChangeAnythingWithACookie(String header, String value, int status) {
    String cookie = "warble_at=" + ISSUER.token(42);
    HttpResponse<String> response =
        GATEWAY.send("POST", "/v1/things", "", "Cookie", cookie, header, value);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(GATEWAY.get("/v1/things/7", "Cookie", cookie, header, value).statusCode())
        .isEqualTo(200);
  }

  @Test
  void anotherOriginMayUseABearerToken() {
    String bearer = "Bearer " + ISSUER.token(42);
    assertThat(
            GATEWAY
                .send(
                    "POST",
                    "/v1/things",
                    "",
                    "Authorization",
                    bearer,
                    "Sec-Fetch-Site",
                    "cross-site")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void cookiesAreFilledFromTheResponse() {
    HttpResponse<String> response = create("{\"id\":\"the-access\",\"name\":\"the-refresh\"}");
    assertThat(response.headers().allValues("Set-Cookie"))
        .containsExactlyInAnyOrder(
            "warble_at=the-access; Max-Age=600; "
                + expires(response, "warble_at")
                + "Path=/; HTTPOnly; SameSite=Lax",
            "warble_rt=the-refresh; Max-Age=2592000; "
                + expires(response, "warble_rt")
                + "Path=/api/v1; HTTPOnly; SameSite=Lax");
  }

  private static String expires(HttpResponse<String> response, String cookie) {
    return response.headers().allValues("Set-Cookie").stream()
        .filter(line -> line.startsWith(cookie))
        .map(line -> line.replaceAll(".*(Expires=[^;]*; ).*", "$1"))
        .findFirst()
        .orElse("");
  }

  @Test
  void behindTlsCookiesAreSecureAndPrefixed() {
    try (EchoGateway gateway =
        EchoGateway.with(
            "gateway.auth.enabled=true",
            ISSUER.setting(),
            "gateway.http.trusted-proxies=127.0.0.1/32")) {
      HttpResponse<String> response =
          gateway.send(
              "POST",
              "/v1/things",
              "{\"id\":\"a\",\"name\":\"r\"}",
              "X-Forwarded-Proto",
              "https",
              "Cookie",
              "__Host-warble_at=" + ISSUER.token(42));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().allValues("Set-Cookie"))
          .allSatisfy(line -> assertThat(line).contains("; Secure; "))
          .anySatisfy(line -> assertThat(line).startsWith("__Host-warble_at=a;"))
          .anySatisfy(line -> assertThat(line).startsWith("__Secure-warble_rt=r;"));
    }
  }

  @Test
  void whoIsNoTrustedProxyCannotSayThatItIsTls() {
    HttpResponse<String> response = create("{\"id\":\"a\"}", "X-Forwarded-Proto", "https");
    assertThat(response.headers().allValues("Set-Cookie"))
        .allSatisfy(line -> assertThat(line).doesNotContain("Secure", "__Host-"));
  }

  @Test
  void anAbsentFieldIsFilledFromItsCookie() {
    HttpResponse<String> response = create("{}", "Cookie", "warble_rt=from-the-cookie");
    assertThat(new JsonObject(response.body()).getString("name")).isEqualTo("from-the-cookie");
    HttpResponse<String> own = create("{\"name\":\"own\"}", "Cookie", "warble_rt=from-the-cookie");
    assertThat(new JsonObject(own.body()).getString("name")).isEqualTo("own");
  }

  @Test
  void cookiesAreDeleted() {
    assertThat(GATEWAY.send("POST", "/v1/lists", "[]").headers().allValues("Set-Cookie"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("=; Max-Age=0;"));
  }

  private static HttpResponse<String> create(String body, String... headers) {
    Stream<String> all =
        Stream.concat(Stream.of("Authorization", "Bearer " + ISSUER.token(42)), Stream.of(headers));
    return GATEWAY.send("POST", "/v1/things", body, all.toArray(String[]::new));
  }

  private static HttpResponse<String> get(String token) {
    return GATEWAY.get("/v1/things/7", "Authorization", "Bearer " + token);
  }
}
