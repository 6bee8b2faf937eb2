package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.RpcContext;

final class GatewayTest {

  private static final EchoGateway GATEWAY = EchoGateway.with();

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @BeforeEach
  void forgetCalls() {
    GATEWAY.forgetCalls();
  }

  @AfterEach
  void theGatewayStillServes() {
    assertThat(GATEWAY.get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void bodiesBeyondTheMemoryForThemAreRefusedForNow() {
    try (EchoGateway gateway = EchoGateway.with("gateway.http.max-bodies=1KiB")) {
      String large = "{\"name\":\"" + "x".repeat(2000) + "\"}";
      HttpResponse<String> refused = gateway.send("POST", "/v1/things", large);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      for (int i = 0; i < 3; i++) {
        String small = "{\"name\":\"" + "x".repeat(900) + "\"}";
        assertThat(gateway.send("POST", "/v1/things", small).statusCode()).isEqualTo(200);
      }
    }
  }

  /** Nobody can fill the memory by requests that are refused anyway. */
  @Test
  void whatIsRefusedIsNotHeld() throws IOException {
    try (EchoGateway gateway = EchoGateway.with("gateway.http.max-bodies=64KiB");
        Socket refused =
            gateway.open(
                "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"
                    + "x".repeat(50_000))) {
      assertThat(refused.getInputStream().read()).isEqualTo('H');
      String body = "{\"name\":\"" + "x".repeat(40_000) + "\"}";
      assertThat(gateway.send("POST", "/v1/things", body).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whoAsksBeforeSendingIsAnsweredOnlyWhenTheBodyIsWanted() {
    String head =
        " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n";
    assertThat(GATEWAY.raw("POST /v1/things" + head + "{}"))
        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200");
    assertThat(GATEWAY.raw("POST /nowhere" + head)).startsWith("HTTP/1.1 404");
  }

  @Test
  void theApiIsDescribedForProgramsAndForPeople() throws InterruptedException {
    HttpResponse<String> description = GATEWAY.get("/openapi.json");
    assertThat(description.statusCode()).isEqualTo(200);
    assertThat(description.body()).contains("\"openapi\":\"3.1.0\"", "/v1/things/{id}");
    for (String page : List.of("/docs", "/docs/", "/docs/start.js", "/docs/swagger-ui-bundle.js")) {
      assertThat(GATEWAY.get(page).statusCode()).as(page).isEqualTo(200);
    }
    HttpResponse<String> refused = GATEWAY.send("POST", "/openapi.json", "{}");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
  }

  @Test
  void aDescriptionThatIsNotWantedIsNotThere() throws InterruptedException {
    try (EchoGateway gateway = EchoGateway.with("gateway.docs.enabled=false")) {
      assertThat(gateway.get("/openapi.json").statusCode()).isEqualTo(404);
      assertThat(gateway.get("/docs").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aRequestGoesThroughToTheServiceAndBack() throws InterruptedException {
    HttpResponse<String> response =
        GATEWAY.send("POST", "/v1/things", "{\"id\":\"7\"}", "Content-Type", "application/json");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(new JsonObject(response.body()).getString("id")).isEqualTo("7");
    assertThat(GATEWAY.call().caller()).isEqualTo(new Caller.Anonymous());
  }

  @ParameterizedTest
  @CsvSource({
    "invalid, 400, 3",
    "unauthenticated, 401, 16",
    "denied, 403, 7",
    "absent, 404, 5",
    "exists, 409, 6",
    "precondition, 400, 9",
    "aborted, 409, 10",
    "exhausted, 429, 8",
    "unavailable, 503, 14",
    "unimplemented, 501, 12",
    "never, 504, 4",
    "crash, 500, 13",
  })
  void aFailureIsAStatus(String failure, int http, int code) {
    HttpResponse<String> response = GATEWAY.send("POST", "/v1/fail/" + failure, "");
    assertThat(response.statusCode()).isEqualTo(http);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonObject status = new JsonObject(response.body());
    assertThat(status.getInteger("code")).isEqualTo(code);
    assertThat(status.getString("message")).isNotEmpty().doesNotContain("secret");
  }

  @Test
  void detailsAreShown() {
    assertThat(GATEWAY.send("POST", "/v1/fail/invalid", "").body())
        .contains("\"@type\":\"type.googleapis.com/google.rpc.BadRequest\"")
        .contains("\"fieldViolations\":[{\"field\":\"some_field\",\"description\":\"is wrong\"}]");
    assertThat(GATEWAY.send("POST", "/v1/fail/denied", "").body())
        .contains("\"reason\":\"REASON\"");
  }

  @Test
  void retryInfoBecomesAHeaderInWholeSeconds() {
    assertThat(GATEWAY.send("POST", "/v1/fail/exhausted", "").headers().firstValue("Retry-After"))
        .hasValue("2");
    assertThat(GATEWAY.send("POST", "/v1/fail/unavailable", "").headers().firstValue("Retry-After"))
        .hasValue("7");
  }

  @Test
  void anUnknownPathIs404() {
    HttpResponse<String> response = GATEWAY.get("/v1/nowhere");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(new JsonObject(response.body()).getInteger("code")).isEqualTo(5);
  }

  @Test
  void aWrongMethodIs405AndTellsTheRightOnes() {
    HttpResponse<String> response = GATEWAY.send("DELETE", "/v1/things", "");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, POST");
    assertThat(new JsonObject(response.body()).getInteger("code")).isEqualTo(12);
  }

  @Test
  void optionsTellsTheMethods() {
    HttpResponse<String> response = GATEWAY.send("OPTIONS", "/v1/things", "");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, POST");
  }

  @Test
  void headIsGetWithoutTheBody() {
    HttpResponse<String> head = GATEWAY.send("HEAD", "/v1/things/7", "");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length"))
        .hasValue(GATEWAY.get("/v1/things/7").body().length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/things/%",
        "/v1/things/%zz",
        "/v1/things/%ff",
        "/v1/things?%ff=1",
        "/v1/things?name=%",
        "/v1/things?;=;",
      })
  void aMalformedTargetIs400(String target) {
    assertThat(GATEWAY.raw("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .matches("(?s)HTTP/1.[01] 400 .*")
        .contains("\"code\":3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/things HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /v1/things HTTP/1.1\r\nHost: a\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /v1/th\u00efngs HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /v1/things HTTP/1.1\r\nHost : a\r\nConnection: close\r\n\r\n",
        "NONSENSE\r\n\r\n",
      })
  void aMalformedRequestIs400(String request) {
    assertThat(GATEWAY.raw(request))
        .matches("(?s)HTTP/1.[01] 400 .*")
        .containsIgnoringCase("\r\nx-request-id: ")
        .contains("\"code\":3");
  }

  @Test
  void aLongTargetIs414() {
    assertThat(GATEWAY.raw("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .matches("(?s)HTTP/1.[01] 414 .*");
  }

  @Test
  void longHeadersAre431() {
    assertThat(GATEWAY.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431");
  }

  @Test
  void aLargeBodyIs413AndEndsTheConnection() {
    String chunk = "ffff\r\n" + " ".repeat(0xffff) + "\r\n";
    String head = "POST /v1/things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(GATEWAY.raw(head + chunk + chunk)).startsWith("HTTP/1.1 413").contains("\"code\":3");
  }

  @Test
  void aBodyThatSaysItIsLargeIs413BeforeItComes() {
    assertThat(GATEWAY.raw("POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void aSlowBodyIs408AndEndsTheConnection() {
    assertThat(GATEWAY.raw("POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{"))
        .startsWith("HTTP/1.1 408");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 10\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n"})
  void aSlowBodyOfARefusedRequestEndsTheConnectionToo(String rest) {
    assertThat(GATEWAY.raw("POST /nowhere HTTP/1.1\r\nHost: a\r\n" + rest))
        .startsWith("HTTP/1.1 404");
  }

  @Test
  void anEndlessBodyOfARefusedRequestEndsTheConnectionToo() {
    String chunk = "ffff\r\n" + " ".repeat(0xffff) + "\r\n";
    String head = "POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(GATEWAY.raw(head + chunk + chunk)).startsWith("HTTP/1.1 404");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 200",
    "application/json; charset=utf-8, 200",
    "application/merge-patch+json, 200",
    "APPLICATION/JSON, 200",
    "application/json; profile=x; charset=utf-8, 200",
    "application/json; profile=x; charset=latin1, 415",
    "application/json; charset=latin1, 415",
    "application/x-www-form-urlencoded, 415",
    "text/plain, 415",
  })
  void onlyJsonIsTaken(String type, int status) {
    assertThat(GATEWAY.send("POST", "/v1/things", "{}", "Content-Type", type).statusCode())
        .isEqualTo(status);
  }

  @Test
  void aRequestIdIsKeptWhenItIsSane() throws InterruptedException {
    HttpResponse<String> response = GATEWAY.get("/v1/things", "X-Request-Id", "abc-1");
    assertThat(response.headers().firstValue("X-Request-Id")).hasValue("abc-1");
    assertThat(GATEWAY.call().metadata()).containsEntry("x-request-id", "abc-1");
  }

  @Test
  void aRequestIdIsMadeWhenItIsNot() {
    assertThat(requestId(GATEWAY.get("/v1/things"))).hasSize(32);
    assertThat(requestId(GATEWAY.get("/v1/things", "X-Request-Id", "a b"))).hasSize(32);
    assertThat(requestId(GATEWAY.get("/nowhere"))).hasSize(32);
    assertThat(requestId(GATEWAY.get("/healthz"))).hasSize(32);
  }

  private static String requestId(HttpResponse<String> response) {
    return response.headers().firstValue("X-Request-Id").orElse("");
  }

  @Test
  void listedHeadersTravelAndOthersDoNot() throws InterruptedException {
    GATEWAY.get("/v1/things", "Idempotency-Key", "k1", "X-Warble-User", "1", "X-Other", "o");
    RpcContext call = GATEWAY.call();
    assertThat(call.metadata())
        .containsEntry("idempotency-key", "k1")
        .doesNotContainKeys("x-warble-user", "x-other", "host");
    assertThat(call.caller()).isEqualTo(new Caller.Anonymous());
  }

  @Test
  void theRouteSetsTheDeadline() throws InterruptedException {
    GATEWAY.get("/v1/things");
    assertThat(GATEWAY.call().deadline().remaining())
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
  }

  @Test
  void aClientThatGoesAwayCancelsItsCall() throws IOException, InterruptedException {
    Socket socket = GATEWAY.open("POST /v1/fail/never HTTP/1.1\r\nHost: a\r\n\r\n");
    RpcContext call = GATEWAY.call();
    socket.close();
    await().until(() -> call.cancellation().isCancelled());
  }

  @Test
  void oneConnectionServesManyRequests() {
    String request = "GET /v1/things/%s HTTP/1.1\r\nHost: a\r\n%s\r\n";
    String answers =
        GATEWAY.raw(request.formatted("1", "") + request.formatted("2", "Connection: close\r\n"));
    assertThat(answers).containsSubsequence("\"id\":\"1\"", "\"id\":\"2\"");
  }
}
