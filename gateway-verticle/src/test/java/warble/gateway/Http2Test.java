package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import warble.runtime.rpc.RpcContext;
import warble.testkit.Futures;

/** HTTP/2 without TLS, and how many connections there may be. */
final class Http2Test {

  private static final EchoGateway GATEWAY =
      EchoGateway.with(
          "gateway.http.http2.max-resets=5",
          "gateway.http.http2.max-streams=7",
          "gateway.http.max-connections=3");

  private static final HttpClientAgent CLIENT =
      GATEWAY
          .vertx()
          .createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false));

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @Test
  void whoKnowsItMaySpeakIt() {
    HttpClientRequest request = request(HttpMethod.GET, "/v1/things/7");
    assertThat(request.version()).isEqualTo(HttpVersion.HTTP_2);
    Future<JsonObject> answer = thing(request);
    request.end();
    assertThat(Futures.await(answer).getString("id")).isEqualTo("7");
  }

  @ParameterizedTest
  @CsvSource({"true, HTTP_2", "false, HTTP_1_1"})
  void whoAsksForItMaySpeakItUnlessItIsOff(boolean clearText, HttpClient.Version version)
      throws IOException, InterruptedException {
    try (EchoGateway gateway = EchoGateway.with("gateway.http.http2.clear-text=" + clearText)) {
      HttpResponse<String> answer = upgrade(gateway);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(version);
    }
  }

  private static HttpResponse<String> upgrade(EchoGateway gateway)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + gateway.port() + "/healthz");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  @Test
  void aBodyNeedsNoAnnouncement() {
    HttpClientRequest request = request(HttpMethod.POST, "/v1/things");
    Future<JsonObject> answer = thing(request);
    request.setChunked(true).write(Buffer.buffer("{\"name\":"));
    request.end(Buffer.buffer("\"ada\"}"));
    assertThat(Futures.await(answer).getString("name")).isEqualTo("ada");
  }

  @Test
  void cookiesMayComeApart() {
    HttpClientRequest request = request(HttpMethod.POST, "/v1/things");
    request.headers().add(HttpHeaders.COOKIE, "other=1").add(HttpHeaders.COOKIE, "warble_rt=r2");
    Future<JsonObject> answer = thing(request);
    request.end("{}");
    assertThat(Futures.await(answer).getString("name")).isEqualTo("r2");
  }

  @Test
  void aHostThatIsNotTheAuthorityIsRefused() {
    HttpClientRequest request = request(HttpMethod.GET, "/v1/things/7");
    request.putHeader(HttpHeaders.HOST, "elsewhere.example");
    assertThatThrownBy(() -> Futures.await(request.send())).hasMessageContaining("Stream reset");
  }

  @Test
  void aLongTargetIs414() {
    HttpClientRequest request = request(HttpMethod.GET, "/" + "a".repeat(10_000));
    assertThat(Futures.await(request.send()).statusCode()).isEqualTo(414);
    theConnectionGoesOn(request);
  }

  @Test
  void aBodyThatIsTooLargeEndsItsStreamOnly() {
    HttpClientRequest large = request(HttpMethod.POST, "/v1/things");
    large.setChunked(true).write(Buffer.buffer("x".repeat(100_000)));
    HttpClientResponse refused = Futures.await(large.response());
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.headers().contains(HttpHeaders.CONNECTION)).isFalse();
    theConnectionGoesOn(large);
  }

  @Test
  void aBodyThatIsTooSlowEndsItsStreamOnly() {
    HttpClientRequest slow = request(HttpMethod.POST, "/v1/things");
    AtomicBoolean reset = new AtomicBoolean();
    slow.exceptionHandler(_ -> reset.set(true));
    slow.setChunked(true).write(Buffer.buffer("{"));
    assertThat(Futures.await(slow.response()).statusCode()).isEqualTo(408);
    theConnectionGoesOn(slow);
    await().untilTrue(reset);
    theConnectionGoesOn(slow);
  }

  private static void theConnectionGoesOn(HttpClientRequest before) {
    HttpClientRequest next = request(HttpMethod.GET, "/v1/things/7");
    assertThat(next.connection()).isSameAs(before.connection());
    assertThat(Futures.await(next.send()).statusCode()).isEqualTo(200);
  }

  @Test
  void aClientThatTakesItsRequestBackCancelsTheCall() throws InterruptedException {
    GATEWAY.forgetCalls();
    HttpClientRequest request = request(HttpMethod.POST, "/v1/fail/never");
    request.end();
    RpcContext call = GATEWAY.call();
    request.reset();
    await().until(() -> call.cancellation().isCancelled());
  }

  @Test
  void aClientIsToldHowManyRequestsItMayHaveAtOnce() {
    HttpConnection connection = request(HttpMethod.GET, "/").connection();
    await().until(() -> connection.remoteSettings().getMaxConcurrentStreams() == 7);
  }

  @Test
  void aClientThatTakesEverythingBackIsCutOff() {
    try (EchoGateway gateway = EchoGateway.with("gateway.http.http2.max-resets=5")) {
      AtomicBoolean closed = new AtomicBoolean();
      for (int i = 0; i < 8 && !closed.get(); i++) {
        HttpClientRequest request =
            Futures.await(
                CLIENT.request(HttpMethod.POST, gateway.port(), "127.0.0.1", "/v1/fail/never"));
        request.connection().closeHandler(_ -> closed.set(true));
        Futures.await(request.end());
        request.reset();
      }
      await().untilTrue(closed);
    }
  }

  /** Whatever way they come, and however often they go. */
  @Test
  void connectionsBeyondTheMostAreClosed() throws IOException, InterruptedException {
    String request = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    try (EchoGateway gateway = EchoGateway.with("gateway.http.max-connections=2")) {
      for (int i = 0; i < 4; i++) {
        // What ended on this side may not have ended on the other.
        await()
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> servesTwoAndNoThird(gateway, request));
        await()
            .until(
                () -> !gateway.raw(request.replace("Host", "Connection: close\r\nHost")).isEmpty());
        assertThat(upgrade(gateway).statusCode()).isEqualTo(200);
      }
    }
  }

  private static boolean servesTwoAndNoThird(EchoGateway gateway, String request)
      throws IOException {
    try (Socket first = gateway.open(request);
        Socket second = gateway.open(request)) {
      return first.getInputStream().read() == 'H'
          && second.getInputStream().read() == 'H'
          && gateway.raw(request).isEmpty();
    }
  }

  private static HttpClientRequest request(HttpMethod method, String target) {
    return Futures.await(CLIENT.request(method, GATEWAY.port(), "127.0.0.1", target));
  }

  /** What will come; to ask for it after it has come would be too late. */
  private static Future<JsonObject> thing(HttpClientRequest request) {
    return request.response().compose(HttpClientResponse::body).map(Buffer::toJsonObject);
  }
}
