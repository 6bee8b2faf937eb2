package warble.systemtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

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

  /** What the script {@code warble} runs once everything is built. */
  private static List<String> command(Path state, String... options) {
    Path root = checkout();
    Path target = root.resolve("verticles/launcher/target");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dwarble.root=" + root,
            "-Dwarble.java.home=" + System.getProperty("java.home"),
            "-Dwarble.devstack.flags=-Xmx200m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "-cp",
            jar(target) + ":" + target.resolve("lib") + "/*",
            "warble.launcher.Warble",
            "up",
            "--state",
            state.toString(),
            "--port",
            "0"));
    command.addAll(List.of(options));
    return command;
  }

  private static Path jar(Path target) {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("warble-launcher-.*\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no launcher in " + target));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Path checkout() {
    return Path.of("..").toAbsolutePath().normalize();
  }

  /** Where its HTTP API is, without a slash at the end. */
  String url() {
    return property("url");
  }

  /** Kills something of it with SIGKILL, and returns when that is gone. */
  void kill(String pidKey) {
    ProcessHandle victim = ProcessHandle.of(Long.parseLong(property(pidKey))).orElseThrow();
    victim.destroyForcibly();
    victim.onExit().orTimeout(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
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

  private String property(String key) {
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
