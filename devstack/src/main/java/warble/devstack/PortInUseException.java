package warble.devstack;

import java.io.IOException;
import java.io.Serial;

/** Somebody else listens where one of ours should. */
final class PortInUseException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final int port;

  PortInUseException(int port, String component) {
    super("port %d (%s) is in use".formatted(port, component));
    this.port = port;
  }

  int port() {
    return port;
  }
}
