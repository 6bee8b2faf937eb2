package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import warble.gateway.ShapesService.Streamed;

/** Server-streaming methods over HTTP, by both transports. */
@ParameterizedClass
@EnumSource(StreamingTest.Transport.class)
final class StreamingTest {

  private static final String NOT_FOUND = "{\"code\":5,\"message\":\"there are no more\"";

  enum Transport {
    LOCAL,
    HTTP2;

    private static final String[] CONFIG = {
      "gateway.streams.heartbeat=500ms", "gateway.http.returned-metadata=X-Total"
    };

    ShapesGateway start(String... further) {
      String[] config = Stream.of(CONFIG, further).flatMap(Stream::of).toArray(String[]::new);
      return this == LOCAL
          ? ShapesGateway.inOneProcess(config)
          : ShapesGateway.inTwoProcesses(config);
    }
  }

  @Parameter Transport transport = Transport.LOCAL;

  private @Nullable ShapesGateway started;

  private ShapesGateway gateway() {
    if (started == null) {
      started = transport.start();
    }
    return started;
  }

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  @Test
  void aStreamIsAnArray() {
    HttpResponse<String> response = gateway().get("/v1/numbers?to=1000");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.headers().firstValue("Vary")).hasValue("accept");
    JsonArray numbers = new JsonArray(response.body());
    assertThat(numbers.size()).isEqualTo(1000);
    assertThat(numbers.getJsonObject(999).getInteger("value")).isEqualTo(1000);
  }

  @Test
  void anEmptyStreamIsAnEmptyArrayOrNothing() {
    assertThat(gateway().get("/v1/numbers").body()).isEqualTo("[]");
    assertThat(gateway().get("/v1/numbers", "Accept", "application/x-ndjson").body()).isEmpty();
    assertThat(gateway().get("/v1/chunks").body()).isEmpty();
  }

  @Test
  void aStreamMayBeLinesOfJson() {
    HttpResponse<String> response =
        gateway().get("/v1/numbers?to=2", "Accept", "application/x-ndjson");

    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    assertThat(response.body())
        .isEqualTo("{\"value\":1,\"text\":\"1\"}\n{\"value\":2,\"text\":\"2\"}\n");
  }

  @Test
  void aStreamMayBeServerSentEvents() {
    HttpResponse<String> response =
        gateway().get("/v1/numbers?to=2", "Accept", "text/event-stream");

    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(response.body())
        .isEqualTo(
            """
            id: 1
            data: {"value":1,"text":"1"}

            id: 2
            data: {"value":2,"text":"2"}

            """);
  }

  @Test
  void theLastIdThatAClientHasSeenGoesToTheServiceUnlessTheRequestHasOne() {
    HttpResponse<String> resumed = gateway().get("/v1/numbers?to=1", "Last-Event-ID", "first");
    HttpResponse<String> asked =
        gateway().get("/v1/numbers?to=1&then=end", "Last-Event-ID", "first");

    assertThat(resumed.statusCode()).isEqualTo(404);
    assertThat(asked.statusCode()).isEqualTo(200);
  }

  @Test
  void aStreamEndsSoonAfterItsTokenHasExpired() {
    JsonObject claims = TokenIssuer.claims(42);
    try (var issuer = new TokenIssuer();
        var guarded =
            transport.start(
                "gateway.auth.enabled=true", "gateway.auth.clock-skew=0s", issuer.setting())) {
      String token =
          issuer.token(TokenIssuer.header(), claims.put("exp", Instant.now().getEpochSecond() + 2));

      HttpResponse<String> response =
          guarded.get(
              "/v1/texts?to=1&then=never",
              "Accept",
              "text/event-stream",
              "Authorization",
              "Bearer " + token);

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains("data: \"1\"").contains("TOKEN_EXPIRED");
    }
  }

  @Test
  void theResponseBodyMayBeAFieldOfEachMessage() {
    assertThat(gateway().get("/v1/texts?to=3").body()).isEqualTo("[\"1\",\"2\",\"3\"]");
  }

  @Test
  void aStreamOfHttpBodiesIsTheirBytes() {
    HttpResponse<String> response = gateway().get("/v1/chunks?to=3");

    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain");
    assertThat(response.body()).isEqualTo("1\n2\n3\n");
  }

  @ParameterizedTest
  @CsvSource({"/v1/numbers?then=first", "/v1/numbers?then=failure", "/v1/chunks?then=failure"})
  void aFailureBeforeTheFirstMessageIsAnOrdinaryOne(String target) {
    HttpResponse<String> response = gateway().get(target);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(new JsonObject(response.body()).getInteger("code")).isEqualTo(5);
  }

  @Test
  void aFailureInTheMiddleIsTheLastElementLineOrEvent() {
    String target = "/v1/texts?to=1&then=failure";

    assertThat(gateway().get(target).body())
        .startsWith("[\"1\",{\"error\":" + NOT_FOUND)
        .endsWith("}}]")
        .satisfies(body -> assertThat(new JsonArray(body).size()).isEqualTo(2));
    assertThat(gateway().get(target, "Accept", "application/x-ndjson").body())
        .startsWith("\"1\"\n{\"error\":" + NOT_FOUND)
        .endsWith("}}\n");
    assertThat(gateway().get(target, "Accept", "text/event-stream").body())
        .startsWith("id: 1\ndata: \"1\"\n\nevent: error\ndata: " + NOT_FOUND)
        .endsWith("}\n\n");
  }

  @Test
  void aDefectInTheMiddleRevealsNothing() {
    assertThat(gateway().get("/v1/texts?to=1&then=defect").body())
        .contains("\"code\":13")
        .doesNotContain("secret");
  }

  @Test
  void aFailureAmongRawBytesResetsTheConnection() {
    assertThatThrownBy(() -> gateway().get("/v1/chunks?to=1&then=failure"))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void theTimeOfAStreamIsThatOfTheRouteOrOfTheClient() {
    assertThat(gateway().get("/v1/texts?to=1&then=never", "Grpc-Timeout", "2S").body())
        .startsWith("[\"1\",{\"error\":{\"code\":4,");
  }

  @Test
  void eachMessageIsSentAtOnceAndCommentsFollow() throws Exception {
    try (Socket socket = gateway().open("/v1/texts?to=1&then=never", "Accept: text/event-stream")) {
      BufferedReader lines = reader(socket);

      await().until(() -> lines.readLine().equals("data: \"1\""));
      await().until(() -> lines.readLine().equals(":"));
      await().until(() -> lines.readLine().equals(":"));
    }
  }

  /** A browser learns by the head of the answer that it is connected. */
  @Test
  void eventsBeginBeforeTheFirstOfThemComes() throws Exception {
    try (Socket socket = gateway().open("/v1/texts?then=never", "Accept: text/event-stream")) {
      assertThat(reader(socket).readLine()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void aClientThatReadsSlowlyPausesTheService() throws Exception {
    try (Socket socket = gateway().open("/v1/texts?to=20000&padding=10000", "Connection: close")) {
      Streamed streamed = gateway().service().streamed();
      assertThat(reader(socket).readLine()).isEqualTo("HTTP/1.1 200 OK");

      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(10))
          .until(() -> streamed.messages().made() < 5000);
      int paused = streamed.messages().made();
      socket.getInputStream().readNBytes(150_000_000);
      assertThat(streamed.messages().made()).isGreaterThan(paused).isGreaterThan(14_000);
    }
  }

  @Test
  void aClientThatGoesAwayCancelsTheCall() throws Exception {
    Socket socket = gateway().open("/v1/texts?to=1&then=never");
    Streamed streamed = gateway().service().streamed();
    reader(socket).readLine();

    socket.close();

    await().until(() -> streamed.context().cancellation().isCancelled());
  }

  @Test
  void aClientThatGoesAwayWhileItReadsSlowlyCancelsTheCall() throws Exception {
    Socket socket = gateway().open("/v1/texts?to=20000&padding=10000");
    Streamed streamed = gateway().service().streamed();
    reader(socket).readLine();

    socket.close();

    await().until(() -> streamed.context().cancellation().isCancelled());
  }

  @Test
  void headOfAStreamHasNoBodyAndEndsTheCall() throws Exception {
    HttpResponse<String> head = gateway().send("HEAD", "/v1/texts?to=1&then=never", "");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(head.body()).isEmpty();
    Streamed streamed = gateway().service().streamed();
    await().until(() -> streamed.context().cancellation().isCancelled());
  }

  @ParameterizedTest
  @CsvSource({"/v1/texts?to=1", "/v1/texts?then=first"})
  void listedMetadataBecomeHeadersAndOthersDoNot(String target) {
    var headers = gateway().get(target).headers();
    assertThat(headers.firstValue("X-Total")).hasValue("3");
    assertThat(headers.map().keySet())
        .noneMatch(name -> name.equals("x-secret") || name.startsWith("grpc-"));
    headers = gateway().send("POST", "/v1/raw", "x").headers();
    assertThat(headers.firstValue("X-Total")).hasValue("3");
    assertThat(headers.map().keySet())
        .noneMatch(name -> name.equals("x-secret") || name.startsWith("grpc-"));
  }

  @Test
  void theDescriptionKnowsTheFormats() {
    JsonObject content =
        new JsonObject(gateway().get("/openapi.json").body())
            .getJsonObject("paths")
            .getJsonObject("/v1/numbers")
            .getJsonObject("get")
            .getJsonObject("responses")
            .getJsonObject("200")
            .getJsonObject("content");
    assertThat(content.fieldNames())
        .containsExactly("application/json", "application/x-ndjson", "text/event-stream");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                              | ARRAY",
        "*/*                                             | ARRAY",
        "text/html                                       | ARRAY",
        "text/event-stream                               | EVENTS",
        "TEXT/Event-Stream; charset=utf-8                | EVENTS",
        "application/json;q=0.5, application/x-ndjson    | LINES",
        "application/json, application/x-ndjson;q=0.9    | ARRAY",
        "text/event-stream;q=0, application/x-ndjson;q=1 | LINES",
        "text/event-stream;q=nonsense                    | ARRAY",
        ",;,=                                            | ARRAY",
      })
  void theFormatIsTheOneThatTheClientLikesBest(String accept, StreamFormat format) {
    assertThat(StreamFormat.accepted(accept)).isEqualTo(format);
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 1);
  }

  @Test
  void aStreamLastsAsLongAsItsRouteSays() throws Exception {
    gateway().get("/v1/chunks");
    assertThat(gateway().service().streamed().context().deadline().remaining())
        .isLessThan(Duration.ofSeconds(5));
    gateway().get("/v1/numbers");
    assertThat(gateway().service().streamed().context().deadline().remaining())
        .isGreaterThan(Duration.ofDays(365));
  }

  @Test
  void aStreamWithoutEndEndsWhenTheGatewayStops() throws Exception {
    started = transport.start("gateway.routes.warble.shapes.v1.Shapes/Count.timeout=0s");
    try (Socket socket = gateway().open("/v1/texts?to=1&then=never", "Accept: text/event-stream")) {
      BufferedReader lines = reader(socket);
      await().until(() -> lines.readLine().equals("data: \"1\""));
      long stoppedAt = System.nanoTime();

      gateway().stop();

      assertThat(Duration.ofNanos(System.nanoTime() - stoppedAt)).isLessThan(Duration.ofSeconds(5));
      await().until(() -> lines.readLine().equals("event: error"));
      assertThat(lines.readLine()).startsWith("data: {\"code\":14,");
    }
  }
}
