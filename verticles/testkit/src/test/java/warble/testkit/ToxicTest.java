package warble.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.config.HostPort;

class ToxicTest {

  private static final int PATIENCE_MILLIS = 10_000;

  private ServerSocket echo;
  private Toxic toxic;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::serve);
    toxic = Toxic.to(new HostPort("127.0.0.1", echo.getLocalPort()));
  }

  private void serve() {
    try {
      while (true) {
        Socket socket = echo.accept();
        Thread.startVirtualThread(() -> echo(socket));
      }
    } catch (IOException _) {
      // Closed at the end of the test.
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException _) {
      // Cut.
    }
  }

  @AfterEach
  void stop() throws IOException {
    toxic.close();
    echo.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(toxic.address().host(), toxic.address().port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static int roundTrip(Socket socket) throws IOException {
    socket.getOutputStream().write(7);
    return socket.getInputStream().read();
  }

  @Test
  void bytesGoThrough() throws IOException {
    try (Socket socket = connect()) {
      assertThat(roundTrip(socket)).isEqualTo(7);
    }
  }

  @Test
  void aPauseHoldsBytesBackUntilItHeals() throws IOException {
    try (Socket socket = connect()) {
      toxic.pause();
      socket.setSoTimeout(100);
      assertThatThrownBy(() -> roundTrip(socket)).isInstanceOf(SocketTimeoutException.class);

      toxic.heal();
      socket.setSoTimeout(PATIENCE_MILLIS);
      assertThat(socket.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void aCutEndsConnectionsOldAndNew() throws IOException {
    try (Socket socket = connect()) {
      roundTrip(socket);
      toxic.cut();
      assertThat(ends(socket)).isTrue();
    }
    try (Socket socket = connect()) {
      assertThat(ends(socket)).isTrue();
    }
    toxic.heal();
    try (Socket socket = connect()) {
      assertThat(roundTrip(socket)).isEqualTo(7);
    }
  }

  private static boolean ends(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void aDelayHoldsEveryPieceBack() throws IOException {
    try (Socket socket = connect()) {
      toxic.delay(Duration.ofMillis(50));
      long before = System.nanoTime();
      roundTrip(socket);
      assertThat(System.nanoTime() - before).isGreaterThan(Duration.ofMillis(100).toNanos());
    }
  }
}
