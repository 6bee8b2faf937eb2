package warble.launcher;

import java.io.Serial;

/** A command cannot do what it was asked for; the message is for the person at the terminal. */
final class CommandFailure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final ExitCode code;

  CommandFailure(ExitCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
