package warble.devstack;

import java.io.IOException;
import java.io.Serial;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** A component could not do what it was told; the message is a sentence for a human. */
final class ComponentFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  ComponentFailure(String component, @Nullable Throwable cause) {
    super(sentence(component, cause), cause);
  }

  private static String sentence(String component, @Nullable Throwable cause) {
    return switch (cause) {
      case PortInUseException port -> String.valueOf(port.getMessage());
      case IOException io -> component + ": " + io.getMessage();
      case null, default -> component + ": " + cause;
    };
  }

  /** Also when somebody took the port after we had found it free. */
  boolean isPortTaken() {
    for (var cause = getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof PortInUseException
          || cause instanceof BindException
          || String.valueOf(cause.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }
}
