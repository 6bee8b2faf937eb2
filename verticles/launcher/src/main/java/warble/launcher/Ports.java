package warble.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import warble.runtime.config.HostPort;

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
   * Refuses an address that somebody listens on, and says who, or that is none of this machine's.
   *
   * @param purpose what it is wanted for
   * @param remedy how to choose another
   */
  static void requireFree(HostPort address, String purpose, String remedy) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address.host(), address.port()));
    } catch (BindException taken) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "port %d (%s) is in use%s: free it, or %s"
              .formatted(address.port(), purpose, taker(address.port()), remedy));
    } catch (IOException refused) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "%s (%s): %s; %s".formatted(address, purpose, refused.getMessage(), remedy));
    }
  }

  /** By whom a port is in use; nothing when the system does not tell. */
  static String taker(int port) {
    return PortOwner.of(port).map(owner -> " by " + owner).orElse("");
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
