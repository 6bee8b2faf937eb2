package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time to say what they want. */
final class SlowHeadTest {

  private static final String GET = "GET /v1/things HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String SLOW = "POST /v1/fail/never HTTP/1.1\r\nHost: a\r\n\r\n";

  /** The time that a call of Fail has is longer. */
  private final EchoGateway gateway = EchoGateway.with("gateway.http.head-timeout=150ms");

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "P", "PRI * HTTP/2", "GET / HTTP/1.1\r\nHost: a\r\n"})
  void aHeadThatTakesTooLongEndsItsConnection(String beginning) throws IOException {
    try (Socket socket = gateway.open(beginning)) {
      awaitEnd(socket);
    }
  }

  @Test
  void soDoesTheHeadOfALaterRequest() throws IOException {
    try (Socket socket = gateway.open(GET)) {
      assertThat(answer(socket)).startsWith("HTTP/1.1 200");
      socket.getOutputStream().write("GET /v1".getBytes(StandardCharsets.ISO_8859_1));
      awaitEnd(socket);
    }
  }

  @Test
  void soDoesTheHeadAfterABody() throws IOException {
    String post =
        "POST /v1/fail/invalid HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
            + "Content-Type: application/json\r\n\r\n{}";
    try (Socket socket = gateway.open(post)) {
      assertThat(answer(socket)).startsWith("HTTP/1.1 400");
      socket.getOutputStream().write("GET /v1".getBytes(StandardCharsets.ISO_8859_1));
      awaitEnd(socket);
    }
  }

  @Test
  void aConnectionBetweenRequestsHasTime() throws IOException {
    try (Socket socket = gateway.open(GET)) {
      assertThat(answer(socket)).startsWith("HTTP/1.1 200");
      await().pollDelay(Duration.ofMillis(300)).until(() -> true);
      socket.getOutputStream().write(GET.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(answer(socket)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aHeadBehindASlowAnswerIsNotLate() throws IOException {
    try (Socket socket = gateway.open(SLOW)) {
      socket.getOutputStream().write(GET.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(answer(socket)).startsWith("HTTP/1.1 504");
      assertThat(answer(socket)).contains("HTTP/1.1 200");
    }
  }

  @Test
  void aCallOfHttp2MayTakeLonger() {
    assertThat(gateway.send("POST", "/v1/fail/never", "").statusCode()).isEqualTo(504);
  }

  /** One byte more now and then does not help. */
  private static void awaitEnd(Socket socket) {
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> hasEnded(socket));
  }

  private static boolean hasEnded(Socket socket) throws IOException {
    socket.setSoTimeout(1);
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static String answer(Socket socket) throws IOException {
    byte[] bytes = new byte[8_192];
    int length = socket.getInputStream().read(bytes);
    return new String(bytes, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
  }
}
