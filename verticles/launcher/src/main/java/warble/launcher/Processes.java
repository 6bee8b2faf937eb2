package warble.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Other processes of this machine. */
final class Processes {

  /** In the command line of the program that runs the domains. */
  static final String LAUNCHER = "warble.launcher.Warble";

  /** In the command line of the backing services' JVM. */
  static final String DEVSTACK = "warble.devstack.Devstack";

  /** Linux has it, macOS does not. */
  private static final List<String> SETSID = List.of("/usr/bin/setsid", "/bin/setsid");

  private Processes() {}

  /** The Java that this process runs on. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * What to put before a command, so that Ctrl-C in the terminal does not reach it and the end of
   * the terminal does not end it.
   */
  static List<String> ownSession() {
    return SETSID.stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .map(Path::toString)
        .limit(1)
        .toList();
  }

  /** Waits for the end of a process that is ending by itself, then ends it the hard way. */
  static void awaitEnd(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stuck) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  /** Proportional set size in bytes, which shares of processes add up to; 0 where unknown. */
  static long memory(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .sum();
    } catch (IOException | UncheckedIOException notLinux) {
      return 0;
    }
  }
}
