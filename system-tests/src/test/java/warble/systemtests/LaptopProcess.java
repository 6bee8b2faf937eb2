package warble.systemtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * {@code warble up} as a user starts it, in a process of its own, with state of its own and on free
 * ports.
 */
final class LaptopProcess implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(90);

  private final Path state;
  private final Path output;
  private final Process process;

  private LaptopProcess(Path state, Path output, Process process) {
    this.state = state;
    this.output = output;
    this.process = process;
  }

  /** Starts it and returns when it is ready. */
  static LaptopProcess up(Path state, String... options) {
    LaptopProcess laptop = start(state, options);
    Awaitility.await("ready, says " + laptop.output)
        .atMost(START_PATIENCE)
        .until(() -> !laptop.process.isAlive() || laptop.says("Ready in "));
    if (!laptop.process.isAlive()) {
      throw new AssertionError(
          "up ended with " + laptop.process.exitValue() + ": " + laptop.text());
    }
    return laptop;
  }

  private static LaptopProcess start(Path state, String... options) {
    try {
      Files.createDirectories(state);
      Path output = Files.createTempFile(state, "up", ".out");
      Process process =
          new ProcessBuilder(command(state, options))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new LaptopProcess(state, output, process);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> command(Path state, String... options) {
    List<String> arguments =
        List.of(
            "-Xmx384m",
            "-XX:TieredStopAtLevel=1",
            "-Dwarble.devstack.flags=-Xmx200m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            Program.MAIN,
            "up",
            "--state",
            state.toString(),
            "--port",
            "0");
    return Program.command(
        Stream.of(Archives.usedAndWritten(), arguments.stream(), Stream.of(options))
            .flatMap(part -> part));
  }

  /** Where its HTTP API is, without a slash at the end. */
  String url() {
    return property("url");
  }

  /** Kills something of it with SIGKILL, and returns when that is gone. */
  void kill(String pidKey) {
    ProcessHandle victim = running(pidKey);
    victim.destroyForcibly();
    victim.onExit().orTimeout(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Something of it; what was killed just now is waited for until it runs again. */
  ProcessHandle running(String pidKey) {
    return Awaitility.await(pidKey)
        .until(() -> ProcessHandle.of(Long.parseLong(property(pidKey))), Optional::isPresent)
        .orElseThrow();
  }

  /** Pids of what was running of it, by the key of {@link #kill}. */
  Map<String, Long> pids() {
    return properties().entrySet().stream()
        .filter(entry -> entry.getKey().toString().startsWith("pid"))
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().toString(),
                entry -> Long.parseLong(entry.getValue().toString())));
  }

  /** What its file says of it, for example {@code redis.port}. */
  String property(String key) {
    String value = properties().getProperty(key);
    if (value == null) {
      throw new AssertionError("no " + key + " in " + properties());
    }
    return value;
  }

  private Properties properties() {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(state.resolve("run/warble.properties"))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return properties;
  }

  /** Everything it has printed. */
  String text() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  boolean says(String words) {
    return text().contains(words);
  }

  /** Asks it to stop, as Ctrl-C does, and returns its exit code. */
  int stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("did not stop: " + text());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
