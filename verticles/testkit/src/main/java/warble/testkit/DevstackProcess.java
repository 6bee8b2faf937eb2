package warble.testkit;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A devstack that lives as long as the tests' JVM: it stops when its standard input ends. */
final class DevstackProcess implements AutoCloseable {

  private static final Duration STOPPING = Duration.ofSeconds(20);

  /** For a JVM that lives for some minutes and is to be up soon; see devstack/README.md. */
  private static final List<String> FLAGS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+AutoCreateSharedArchive",
          "-Xlog:cds=off",
          "-Xlog:aot=off",
          "-Xshare:auto",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Process process;
  private final Path data;
  private final Endpoints endpoints;

  private DevstackProcess(Process process, Path data, Endpoints endpoints) {
    this.process = process;
    this.data = data;
    this.endpoints = endpoints;
  }

  static DevstackProcess start() {
    Path project = project();
    try {
      Path folder = Files.createDirectories(project.resolve("devstack/target/testkit"));
      Path data = Files.createTempDirectory(folder, "data-");
      Process process =
          new ProcessBuilder(command(project, folder, data))
              .redirectError(data.resolve("stderr.log").toFile())
              .start();
      return new DevstackProcess(process, data, endpoints(process, data));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Maven runs the tests of a module in its folder. */
  private static Path project() {
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(here, folder -> folder != null, Path::getParent)
        .filter(folder -> Files.isRegularFile(folder.resolve("devstack/pom.xml")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no folder above " + here + " has devstack/"));
  }

  private static List<String> command(Path project, Path folder, Path data) throws IOException {
    List<String> program =
        List.of(
            "-XX:SharedArchiveFile=" + folder.resolve("devstack.jsa"),
            "-cp",
            classPath(project),
            "warble.devstack.Devstack",
            "--data",
            data.toString(),
            "--cache",
            folder.resolve("cache").toString(),
            "--connectors",
            project.resolve("conf/connectors").toString(),
            "--topics",
            project.resolve("conf/topics.json").toString(),
            "--ports",
            "auto");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return Stream.of(List.of(java.toString()), FLAGS, program).flatMap(List::stream).toList();
  }

  private static String classPath(Path project) throws IOException {
    Path target = project.resolve("devstack/target");
    try (Stream<Path> jars = Files.isDirectory(target) ? Files.list(target) : Stream.empty()) {
      return jars.filter(DevstackProcess::isProgram)
          .findFirst()
          .map(jar -> jar + File.pathSeparator + target.resolve("lib") + File.separator + "*")
          .orElseThrow(() ->
              new IllegalStateException(
                  "the devstack is not built (expected: mvn -pl devstack package)"));
    }
  }

  private static boolean isProgram(Path file) {
    return file.getFileName().toString().matches("warble-devstack-[0-9].*(?<!-sources)\\.jar");
  }

  private static Endpoints endpoints(Process process, Path data) throws IOException {
    Properties endpoints = new Properties();
    BufferedReader events = process.inputReader();
    for (String event = events.readLine(); event != null; event = events.readLine()) {
      String[] fields = event.split("\t", -1);
      switch (fields[0]) {
        case "endpoint" -> endpoints.setProperty(fields[1], fields[2]);
        case "error" -> throw new IllegalStateException("devstack: " + fields[1]);
        case "ready" -> {
          return Endpoints.of(endpoints);
        }
        default -> {}
      }
    }
    throw new IllegalStateException("the devstack ended before it was ready, see " + data);
  }

  Endpoints endpoints() {
    return endpoints;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOPPING.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      delete(data);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
