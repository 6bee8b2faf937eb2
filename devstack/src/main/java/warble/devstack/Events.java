package warble.devstack;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * What happens, told line by line to the program that started this one; fields are separated by
 * tabs.
 */
final class Events {
  /** Where a component is in its life. */
  enum State {
    STARTING,
    READY,
    STOPPED,
    FAILED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final PrintStream out;

  Events(PrintStream out) {
    this.out = out;
  }

  /** Takes standard output for itself: what a library prints goes to standard error from now on. */
  static Events onStandardOutput() {
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    System.setOut(System.err);
    return new Events(out);
  }

  void component(String name, State state, Duration sinceItsStart, String detail) {
    tell("component", name, state.word(), millis(sinceItsStart), detail);
  }

  void connector(String name, State state, Duration sinceItsStart, String detail) {
    tell("connector", name, state.word(), millis(sinceItsStart), detail);
  }

  void endpoint(String key, Object value) {
    tell("endpoint", key, value.toString());
  }

  void ready(Duration sinceStart) {
    tell("ready", millis(sinceStart));
  }

  void error(String message) {
    tell("error", message);
  }

  void portInUse(String message, int port) {
    tell("error", message, Integer.toString(port));
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  private synchronized void tell(String kind, String... fields) {
    var line = new StringBuilder(kind);
    for (var field : fields) {
      line.append('\t').append(field.strip().replaceAll("[\\t\\r\\n]+", " "));
    }
    out.print(line.append('\n'));
    out.flush();
  }
}
