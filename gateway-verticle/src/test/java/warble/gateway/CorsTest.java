package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.config.ConfigException;

/** What a browser finds when a page of another origin calls. */
final class CorsTest {

  private static final String APP = "https://app.example";
  private static final String ALLOWED = "gateway.cors.allowed-origins=" + APP;
  private static final String WITH_COOKIES = "gateway.cors.credentials=true";

  /** Everybody needs a token, and nobody has one. */
  private static final EchoGateway GATEWAY =
      EchoGateway.with(
          ALLOWED,
          WITH_COOKIES,
          "gateway.auth.enabled=true",
          "gateway.auth.jwks=http://127.0.0.1:1/");

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/things", "/v1/things/7", "/nowhere", "/healthz"})
  void aPreflightIsAnsweredWithoutAToken(String path) {
    HttpResponse<String> answer = preflight(GATEWAY, path, APP);
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(value(answer, "Access-Control-Allow-Origin")).isEqualTo(APP);
    assertThat(value(answer, "Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(value(answer, "Access-Control-Allow-Methods")).isEqualTo("PUT, PATCH, DELETE");
    assertThat(value(answer, "Access-Control-Allow-Headers")).startsWith("authorization, ");
    assertThat(value(answer, "Access-Control-Max-Age")).isEqualTo("600");
    assertThat(answer.headers().allValues("Vary")).contains("origin");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/things, 401",
    "GET, /nowhere, 404",
    "DELETE, /v1/things, 405",
    "GET, /v1/things/%zz, 400",
    "GET, /healthz, 200",
    "GET, /openapi.json, 200",
  })
  void everyAnswerCanBeRead(String method, String path, int status) {
    assertThat(
            GATEWAY.raw(
                "%s %s HTTP/1.1\r\nHost: a\r\nOrigin: %s\r\nConnection: close\r\n\r\n"
                    .formatted(method, path, APP)))
        .startsWith("HTTP/1.1 " + status)
        .containsIgnoringCase("\r\naccess-control-allow-origin: " + APP + "\r\n")
        .containsIgnoringCase("\r\naccess-control-expose-headers: retry-after, ");
  }

  @Test
  void anAnswerToWhatIsNoRequestCanBeReadToo() {
    String request = "GET / HTTP/1.1\r\nHost: a\r\nOrigin: " + APP + "\r\nX: ";
    assertThat(GATEWAY.raw(request + "a".repeat(20_000) + "\r\n\r\n")).startsWith("HTTP/1.1 431");
  }

  @Test
  void otherOriginsAreToldNothing() {
    HttpResponse<String> answer = preflight(GATEWAY, "/v1/things", "https://evil.example");
    assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-"));
    assertThat(answer.headers().allValues("Vary")).contains("origin");
    assertThat(GATEWAY.get("/healthz").headers().allValues("Vary")).contains("origin");
  }

  @Test
  void nothingIsSaidWhenItIsOff() {
    try (EchoGateway gateway = EchoGateway.with()) {
      HttpHeaders answer = preflight(gateway, "/v1/things", APP).headers();
      assertThat(answer.firstValue("Allow")).isPresent();
      assertThat(answer.map().keySet()).noneMatch(name -> name.startsWith("access-"));
      assertThat(answer.allValues("Vary")).isEmpty();
    }
  }

  @Test
  void everyOriginMayBeAllowed() {
    try (EchoGateway gateway = EchoGateway.with("gateway.cors.allowed-origins=*")) {
      HttpResponse<String> answer = gateway.get("/nowhere", "Origin", "https://any.example");
      assertThat(value(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
      assertThat(answer.headers().allValues("Vary")).doesNotContain("origin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"allowed-origins", "allowed-methods", "allowed-headers", "exposed-headers"})
  void allDoesNotGoWithCredentials(String list) {
    assertThatThrownBy(() -> Contracts.config(ALLOWED, WITH_COOKIES, "gateway.cors." + list + "=*"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "gateway.cors.credentials: true with * (expected: no * in the lists;"
                + " browsers refuse it)");
  }

  @Test
  void whoMaySendCookiesMayChangeThingsByThem() {
    try (EchoGateway with = EchoGateway.with(ALLOWED, WITH_COOKIES);
        EchoGateway without = EchoGateway.with(ALLOWED)) {
      assertThat(postWithCookie(with).statusCode()).isEqualTo(200);
      HttpResponse<String> refused = postWithCookie(without);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(value(refused, "Access-Control-Allow-Origin")).isEqualTo(APP);
    }
  }

  private static HttpResponse<String> postWithCookie(EchoGateway gateway) {
    return gateway.send(
        "POST",
        "/v1/things",
        "{}",
        "Cookie",
        "warble_rt=r",
        "Origin",
        APP,
        "Sec-Fetch-Site",
        "same-site");
  }

  private static HttpResponse<String> preflight(EchoGateway gateway, String path, String origin) {
    return gateway.send(
        "OPTIONS",
        path,
        "",
        "Origin",
        origin,
        "Access-Control-Request-Method",
        "DELETE",
        "Access-Control-Request-Headers",
        "authorization");
  }

  private static String value(HttpResponse<?> answer, String header) {
    List<String> values = answer.headers().allValues(header);
    assertThat(values).as(header).hasSize(1);
    return values.getFirst();
  }
}
