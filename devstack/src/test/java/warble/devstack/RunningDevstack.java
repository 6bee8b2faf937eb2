package warble.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A devstack in a process of its own, and what it has told so far. */
final class RunningDevstack implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path CACHE = Path.of("target/devstack-cache");
  private static final Path CONNECTORS = Path.of("../conf/connectors");
  private static final Path TOPICS = Path.of("../conf/topics.json");

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private RunningDevstack(Process process) {
    this.process = process;
    Thread.ofVirtual().start(() -> process.inputReader(UTF_8).lines().forEach(lines::add));
  }

  static Path newDataFolder() throws IOException {
    var all = Files.createDirectories(Path.of("target/devstack-data"));
    var folder = Files.createTempDirectory(all, "").toAbsolutePath();
    // As a person's umask would leave it.
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Returns at once. */
  static RunningDevstack launch(Path data, String... ports) throws IOException {
    return launch(System.getenv("PATH"), data, ports);
  }

  private static RunningDevstack launch(String path, Path data, String... ports)
      throws IOException {
    var command = new ArrayList<>(java());
    command.addAll(
        List.of(
            "warble.devstack.Devstack", "--data", data.toString(), "--cache", CACHE.toString()));
    command.addAll(List.of("--connectors", CONNECTORS.toString(), "--topics", TOPICS.toString()));
    command.addAll(List.of(ports));
    var builder = new ProcessBuilder(command).redirectError(data.resolve("stderr").toFile());
    builder.environment().put("PATH", path);
    return new RunningDevstack(builder.start());
  }

  private static List<String> java() {
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-Xmx160m",
        "-cp",
        classPath);
  }

  /** Returns when everything is up, on ports that nobody else uses. */
  static RunningDevstack start(Path data) throws IOException {
    var devstack = launch(data, "--ports", "auto");
    devstack.awaitLine("ready\t");
    return devstack;
  }

  /** The same, with programs of the system replaced by those in a folder. */
  static RunningDevstack startWithTools(Path tools) throws IOException {
    var path = tools + File.pathSeparator + System.getenv("PATH");
    var devstack = launch(path, newDataFolder(), "--ports", "auto");
    devstack.awaitLine("ready\t");
    return devstack;
  }

  /** The first line that begins like this, told since the given number of lines. */
  String awaitLine(String beginning) {
    return awaitLine(beginning, 0);
  }

  String awaitLine(String beginning, int since) {
    await(beginning)
        .atMost(PATIENCE)
        .until(() -> told(beginning, since).findFirst().isPresent() || !process.isAlive());
    return told(beginning, since)
        .findFirst()
        .orElseThrow(() -> new AssertionError("ended without telling " + beginning + ": " + lines));
  }

  private Stream<String> told(String beginning, int since) {
    return lines.stream().skip(since).filter(line -> line.startsWith(beginning));
  }

  /** Sends a command and waits for the answer that begins like this. */
  String ask(String command, String answer) throws IOException {
    int since = lines.size();
    var out = process.getOutputStream();
    out.write((command + "\n").getBytes(UTF_8));
    out.flush();
    return awaitLine(answer, since);
  }

  String endpoint(String key) {
    return told("endpoint\t" + key + "\t", 0).toList().getLast().split("\t", -1)[2];
  }

  int port(String component) {
    return Integer.parseInt(endpoint(component + ".port"));
  }

  List<ProcessHandle> children() {
    return Stream.of("pid.postgres", "pid.replica", "pid.redis")
        .map(key -> Long.parseLong(endpoint(key)))
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .toList();
  }

  /** As a domain connects. */
  Connection connect(String component, String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(component), database),
        "warble",
        "warble");
  }

  void execute(String database, String... statements) throws SQLException {
    try (var connection = connect("postgres", database);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  int exitCode() {
    await("end").atMost(PATIENCE).until(() -> !process.isAlive());
    return process.exitValue();
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** The end of its input is its end. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    exitCode();
  }
}
