package warble.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of ours in a process of its own. */
final class ChildProcess {
  /**
   * The kernel's death signal fires when the thread that forked ends, so one thread, alive as long
   * as the JVM, forks all.
   */
  private static final ExecutorService FORKS =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("forks").factory());

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process process;
  private final Path log;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static ChildProcess start(List<String> command, Path log)
      throws IOException, InterruptedException {
    Files.createDirectories(log.getParent());
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("LC_ALL", "C");
    try {
      return new ChildProcess(FORKS.submit(builder::start).get(), log);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * Returns while the process lives.
   *
   * @throws IOException with the last words of its log if it has ended
   */
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("exited with %d: %s".formatted(process.exitValue(), lastWords()));
    }
  }

  void requireSuccess() throws IOException, InterruptedException {
    if (process.waitFor() != 0) {
      requireAlive();
    }
  }

  private String lastWords() throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      var all = lines.toList();
      return String.join(" | ", all.subList(Math.max(0, all.size() - 5), all.size()));
    }
  }

  /**
   * Sends a signal, and SIGKILL when that is not obeyed.
   *
   * @param signal without {@code SIG}
   */
  void stop(String signal) throws IOException, InterruptedException {
    Signals.send(signal, process.pid());
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      kill();
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
