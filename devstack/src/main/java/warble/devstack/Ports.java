package warble.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Where each component listens, on the loopback address only. */
record Ports(int postgres, int replica, int redis, int kafka, int controller, int connect) {
  static final String HOST = "127.0.0.1";

  /** Below the range from which Linux and macOS take the ports of outgoing connections. */
  private static final int LOWEST_FREE = 20_000;

  private static final int HIGHEST_FREE = 32_000;

  /** Ports that nobody uses now; somebody may still be faster, and then it takes another call. */
  static Ports free() {
    int[] free =
        IntStream.generate(() -> ThreadLocalRandom.current().nextInt(LOWEST_FREE, HIGHEST_FREE))
            .distinct()
            .filter(Ports::isFree)
            .limit(6)
            .toArray();
    return new Ports(free[0], free[1], free[2], free[3], free[4], free[5]);
  }

  /** Refuses a port that somebody listens on; the program that started this one tells who. */
  static void require(int port, String component) throws PortInUseException {
    if (!isFree(port)) {
      throw new PortInUseException(port, component);
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      // Connections of an earlier run in TIME_WAIT do no harm.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
