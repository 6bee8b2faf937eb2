package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are no JSON, and bodies that are one field. */
final class HttpBodyTest {

  private static final ShapesGateway GATEWAY = ShapesGateway.inOneProcess();

  @AfterAll
  static void stop() {
    GATEWAY.close();
  }

  @Test
  void aMessageThatIsAnHttpBodyIsTakenAndGivenAsItIs() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    HttpResponse<String> response =
        GATEWAY.send(
            "POST", "/v1/raw", BodyPublishers.ofByteArray(bytes), "Content-Type", "image/x-y; z=1");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("image/x-y; z=1");
    assertThat(response.body().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
  }

  @Test
  void bytesOfNoTypeAreBytes() {
    HttpResponse<String> response = GATEWAY.send("POST", "/v1/raw", "{}");

    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    assertThat(response.body()).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource({"' '", "''"})
  void whatIsBlankIsAContentToo(String blank) {
    HttpResponse<String> response =
        GATEWAY.send("POST", "/v1/raw", blank, "Content-Type", "text/plain");

    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain");
    assertThat(response.body()).isEqualTo(blank);
  }

  @Test
  void anEncodedBodyIsRefused() {
    assertThat(GATEWAY.send("POST", "/v1/raw", "x", "Content-Encoding", "br").statusCode())
        .isEqualTo(415);
  }

  @Test
  void aFieldMayBeTheBodyOfTheRequest() {
    HttpResponse<String> response =
        GATEWAY.send("PUT", "/v1/files/a?size=3", "abc", "Content-Type", "text/plain");

    assertThat(response.body())
        .isEqualTo(
            "{\"name\":\"a\",\"content\":{\"contentType\":\"text/plain\",\"data\":\"YWJj\","
                + "\"extensions\":[]},\"labels\":{},\"size\":\"3\",\"kind\":\"KIND_UNSPECIFIED\"}");
  }

  @Test
  void theBodyIsNotInTheQuery() {
    HttpResponse<String> response =
        GATEWAY.send("PUT", "/v1/files/a?content.contentType=text/html", "abc");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("content.contentType");
  }

  @Test
  void aFieldMayBeTheBodyOfTheAnswer() {
    HttpResponse<String> response =
        GATEWAY.send("PUT", "/v1/files/a/content", "abc", "Content-Type", "text/plain");

    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain");
    assertThat(response.body()).isEqualTo("abc");
  }

  @Test
  void aFieldOfJsonMayBeRawInTheAnswer() {
    HttpResponse<String> response =
        GATEWAY.send(
            "POST",
            "/v1/files",
            "{\"content\":{\"contentType\":\"text/plain\",\"data\":\"YWJj\"}}",
            "Content-Type",
            "application/json");

    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain");
    assertThat(response.body()).isEqualTo("abc");
    assertThat(GATEWAY.send("POST", "/v1/files", "{}").body()).isEmpty();
  }

  @Test
  void aTypeThatIsNoHeaderIsADefectOfTheService() {
    HttpResponse<String> response =
        GATEWAY.send("POST", "/v1/files", "{\"content\":{\"contentType\":\"a\\r\\nX-Y: 1\"}}");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.headers().firstValue("X-Y")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PATCH | /v1/files/a/labels | {\"x\":1,\"y\":2} | {\"x\":1,\"y\":2}",
        "PATCH | /v1/files/a/labels | {} | {}",
        "PUT   | /v1/files/a/size | \"9007199254740993\" | \"9007199254740993\"",
        "LOCK  | /v1/files/a?kind=KIND_TEXT | `` | \"KIND_TEXT\"",
      })
  void bodiesMayBeMapsAndScalars(String method, String target, String body, String expected) {
    assertThat(GATEWAY.send(method, target, body).body()).isEqualTo(expected);
  }

  @Test
  void strictnessIsAnOptionOfTheRoute() {
    try (ShapesGateway lenient =
        ShapesGateway.inOneProcess(
            "gateway.routes.default.ignore-unknown=true",
            "gateway.routes.default.print-defaults=false",
            "gateway.routes.default.enum-numbers=true")) {
      assertThat(
              lenient
                  .send("PUT", "/v1/files/a?nope=1&kind=KIND_TEXT", "", "Content-Type", "a/b")
                  .body())
          .isEqualTo("{\"name\":\"a\",\"content\":{\"contentType\":\"a/b\"},\"kind\":1}");
      assertThat(lenient.send("POST", "/v1/files", "{\"nope\":{\"a\":[1]}}").statusCode())
          .isEqualTo(200);
    }
    assertThat(GATEWAY.send("PUT", "/v1/files/a?nope=1", "").statusCode()).isEqualTo(400);
    assertThat(GATEWAY.send("POST", "/v1/files", "{\"nope\":1}").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "Grpc-Timeout, 0n, 504",
    "Grpc-Timeout, 2S, 200",
    "Grpc-Timeout, 99999999H, 200",
    "Grpc-Timeout, 2, 400",
    "Grpc-Timeout, -1S, 400",
    "X-Server-Timeout, 0, 504",
    "X-Server-Timeout, 0.5, 200",
    "X-Server-Timeout, 1e3, 400",
  })
  void aClientMaySayHowLongItWaits(String header, String value, int status) {
    assertThat(GATEWAY.send("POST", "/v1/raw", "x", header, value).statusCode()).isEqualTo(status);
  }
}
