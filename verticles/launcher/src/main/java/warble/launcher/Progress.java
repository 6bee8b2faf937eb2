package warble.launcher;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What the person at the terminal sees while something starts: one line for each part. */
final class Progress {

  private static final String GREEN = "\033[32m";
  private static final String RED = "\033[31m";
  private static final String BOLD = "\033[1m";
  private static final String PLAIN = "\033[0m";

  private final PrintStream out;
  private final boolean colours;

  Progress(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** On standard output, coloured on a terminal unless {@code NO_COLOR} is set (no-color.org). */
  static Progress onStandardOutput() {
    boolean wanted = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    return new Progress(System.out, wanted && Terminal.isOutput());
  }

  /** For a process that nobody watches. */
  static Progress silent() {
    return new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
  }

  /** A part is there after this time of its own. */
  void done(String part, Duration took, String detail) {
    line(GREEN, "ready", part, took, detail);
  }

  /** A part will not come. */
  void failed(String part, Duration took, String detail) {
    line(RED, "failed", part, took, detail);
  }

  /** A sentence that matters. */
  void headline(String text) {
    out.println(coloured(BOLD, text));
  }

  /** Text as it stands. */
  void say(String text) {
    out.println(text);
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  /** The time since a reading of {@link System#nanoTime()}. */
  static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private void line(String colour, String state, String part, Duration took, String detail) {
    String shown = String.format("%-6s", state);
    out.printf("  %-18s %s %7s   %s%n", part, coloured(colour, shown), seconds(took), detail);
  }

  private String coloured(String colour, String text) {
    return colours ? colour + text + PLAIN : text;
  }
}
