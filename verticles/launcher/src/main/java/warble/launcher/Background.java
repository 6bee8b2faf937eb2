package warble.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts {@code up} once more, as a process that goes on when this one and its terminal end. */
final class Background {

  private static final String DETACHED = "warble.detached";
  private static final int POLL_MILLIS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Background() {}

  /** Whether this process is what {@link #start} has started. */
  static boolean isThisProcess() {
    return Boolean.getBoolean(DETACHED);
  }

  /**
   * Starts it and shows its progress until it is ready; a signal before that stops it.
   *
   * @param arguments those of {@code up}
   * @return 0 when it is ready, otherwise its exit code
   */
  static int start(Home home, List<String> arguments, Progress progress)
      throws IOException, InterruptedException {
    Path output = home.logs().resolve("up.out");
    Process process =
        new ProcessBuilder(command(arguments))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Stop stop = Stop.onSignal(ExitCode.FAILED, () -> stop(process, progress));
    try (BufferedReader text = Files.newBufferedReader(output)) {
      return relay(new WholeLines(text), process, progress);
    } finally {
      stop.waive();
    }
  }

  /** Who interrupts before it is ready does not want it to go on. */
  private static void stop(Process process, Progress progress) {
    process.destroy();
    Processes.awaitEnd(process.toHandle(), PATIENCE);
    progress.say("Stopped before it was ready.");
  }

  private static int relay(WholeLines lines, Process process, Progress progress)
      throws IOException, InterruptedException {
    while (true) {
      boolean alive = process.isAlive();
      for (String line : lines.next()) {
        progress.say(line);
        if (line.endsWith(ReadyText.LAST_WORDS)) {
          return ExitCode.OK.number();
        }
      }
      if (!alive) {
        return process.exitValue();
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /**
   * As the script wrote it, with a star: of a command line with every jar in it the system would
   * show the beginning only, and later commands could not tell whose process it is.
   */
  private static String classPath() {
    return System.getProperty("warble.classes", System.getProperty("java.class.path"));
  }

  private static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(Processes.ownSession());
    command.add(Processes.java());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-D" + DETACHED + "=true", "-cp", classPath(), Processes.LAUNCHER));
    command.addAll(arguments);
    return command;
  }
}
