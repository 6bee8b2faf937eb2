package warble.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** TCP ports of this machine. */
final class Ports {

  private static final int CONNECT_MILLIS = 500;

  private Ports() {}

  /** One that nothing listens on at this moment. */
  static int free() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  /**
   * Refuses a port that somebody listens on, and says who.
   *
   * @param purpose what it is wanted for
   * @param remedy how to choose another
   */
  static void requireFree(int port, String purpose, String remedy) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
    } catch (BindException taken) {
      String owner = PortOwner.of(port).map(it -> " by " + it).orElse("");
      throw new CommandFailure(
          ExitCode.FAILED,
          "port " + port + " (" + purpose + ") is in use" + owner + ": free it, or " + remedy);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** Whether somebody accepts connections on this port of this machine. */
  static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
