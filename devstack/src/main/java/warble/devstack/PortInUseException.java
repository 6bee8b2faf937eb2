package warble.devstack;

import java.io.IOException;
import java.io.Serial;

/** Somebody else listens where one of ours should. */
final class PortInUseException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  PortInUseException(String message) {
    super(message);
  }
}
