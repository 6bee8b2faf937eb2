package warble.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed bodies, both ways. */
final class GzipTest {

  private static final EchoGateway GATEWAY = EchoGateway.with();

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br, GZIP;q=0.5", "*", "identity;q=0.5, gzip"})
  void aLargeAnswerIsCompressedForWhoTakesIt(String accepted) throws IOException {
    HttpResponse<byte[]> answer = echo("x".repeat(5000), accepted);
    assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(answer.headers().allValues("Vary")).contains("accept-encoding");
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
    assertThat(answer.body()).hasSizeLessThan(1000);
    assertThat(unpacked(answer.body())).contains("x".repeat(5000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5000 | identity",
        "5000 | gzip;q=0",
        "5000 | gzip;q=0, *",
        "5000 | gzip;q=0.5, identity",
        "5000 | br",
        "10   | gzip",
      })
  void otherAnswersAreLeftAlone(int length, String accepted) {
    HttpResponse<byte[]> answer = echo("x".repeat(length), accepted);
    assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(new String(answer.body(), UTF_8)).contains("x".repeat(length));
    assertThat(answer.headers().allValues("Vary")).contains("accept-encoding");
  }

  @Test
  void compressionCanBeTurnedOff() {
    try (EchoGateway gateway = EchoGateway.with("gateway.http.gzip.responses=false")) {
      HttpResponse<String> answer =
          gateway.send("POST", "/v1/things", named("x".repeat(5000)), "Accept-Encoding", "gzip");
      assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
      assertThat(answer.headers().allValues("Vary")).isEmpty();
    }
  }

  @Test
  void headTellsTheLengthOfWhatGetAnswers() {
    String target = "/v1/things?name=" + "x".repeat(5000);
    HttpResponse<byte[]> get =
        GATEWAY.send(
            "GET", target, new byte[0], BodyHandlers.ofByteArray(), "Accept-Encoding", "gzip");
    assertThat(get.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(
            GATEWAY
                .send("HEAD", target, "", "Accept-Encoding", "gzip")
                .headers()
                .firstValueAsLong("Content-Length"))
        .hasValue(get.body().length);
  }

  @Test
  void pagesAreCompressedToo() throws IOException {
    HttpResponse<byte[]> page =
        GATEWAY.send(
            "GET",
            "/docs/swagger-ui-bundle.js",
            new byte[0],
            BodyHandlers.ofByteArray(),
            "Accept-Encoding",
            "gzip");
    assertThat(page.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(unpacked(page.body())).hasSizeGreaterThan(2 * page.body().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZip", "x-gzip"})
  void aCompressedBodyIsRead(String coding) {
    HttpResponse<String> answer = post(GATEWAY, packed(named("ada")), coding);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"name\":\"ada\"");
  }

  @Test
  void aFewBytesThatStandForTooManyAre413() {
    byte[] bomb = packed(named("x".repeat(10_000_000)));
    assertThat(bomb).hasSizeLessThan(64 * 1024);
    assertThat(post(GATEWAY, bomb, "gzip").statusCode()).isEqualTo(413);
    byte[] justTooMuch = packed(named("x".repeat(64 * 1024)));
    assertThat(post(GATEWAY, justTooMuch, "gzip").statusCode()).isEqualTo(413);
    assertThat(post(GATEWAY, packed(named("x".repeat(60_000))), "gzip").statusCode())
        .isEqualTo(200);
  }

  @Test
  void whatABodyStandsForCountsForTheMemoryOfTheProcess() {
    try (EchoGateway gateway = EchoGateway.with("gateway.http.max-bodies=20KiB")) {
      byte[] large = packed(named("x".repeat(30_000)));
      for (int i = 0; i < 3; i++) {
        assertThat(post(gateway, large, "gzip").statusCode()).isEqualTo(503);
      }
      for (int i = 0; i < 3; i++) {
        byte[] small = packed(named("x".repeat(15_000)));
        assertThat(post(gateway, small, "gzip").statusCode()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip", "gzip, br"})
  void otherCodingsAre415(String coding) {
    HttpResponse<String> refused = post(GATEWAY, packed("{}"), coding);
    assertThat(refused.statusCode()).isEqualTo(415);
    assertThat(refused.headers().firstValue("Accept-Encoding")).hasValue("gzip");
  }

  @Test
  void compressedBodiesCanBeRefused() {
    try (EchoGateway gateway = EchoGateway.with("gateway.http.gzip.requests=false")) {
      HttpResponse<String> refused = post(gateway, packed("{}"), "gzip");
      assertThat(refused.statusCode()).isEqualTo(415);
      assertThat(refused.headers().firstValue("Accept-Encoding")).hasValue("identity");
    }
  }

  @Test
  void whatIsNoGzipIs400() {
    byte[] whole = packed(named("ada"));
    byte[] torn = Arrays.copyOf(whole, whole.length - 5);
    assertThat(post(GATEWAY, "{}".getBytes(UTF_8), "gzip").statusCode()).isEqualTo(400);
    assertThat(post(GATEWAY, torn, "gzip").statusCode()).isEqualTo(400);
  }

  private static HttpResponse<byte[]> echo(String name, String accepted) {
    return GATEWAY.send(
        "POST",
        "/v1/things",
        named(name).getBytes(UTF_8),
        BodyHandlers.ofByteArray(),
        "Accept-Encoding",
        accepted);
  }

  private static HttpResponse<String> post(EchoGateway gateway, byte[] body, String coding) {
    return gateway.send(
        "POST", "/v1/things", body, BodyHandlers.ofString(), "Content-Encoding", coding);
  }

  private static String named(String name) {
    return "{\"name\":\"" + name + "\"}";
  }

  private static byte[] packed(String text) {
    return Gzip.deflate(Buffer.buffer(text), 6).getBytes();
  }

  private static String unpacked(byte[] bytes) throws IOException {
    return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), UTF_8);
  }
}
