package warble.launcher;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code test}: every test, against one set of backing services. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Builds and runs every test against backing services of its own, which start from empty.",
      "The exit code is Maven's."
    })
final class TestCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Parameters(
      arity = "0..*",
      paramLabel = "MAVEN-ARGUMENT",
      description = "For Maven, for example -pl verticles/post or -Dtest=PostRpcsTest.")
  List<String> arguments = List.of();

  private final Home home = Home.of(Path.of(".warble/test"));
  private final Progress progress = Progress.onStandardOutput();
  private volatile @Nullable BackingServices services;
  private volatile @Nullable Process maven;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!StateLock.take(home.make())) {
      throw new CommandFailure(ExitCode.FAILED, "another ./warble test runs in this checkout");
    }
    Leftovers.clear(home, progress);
    Stop stop = Stop.onSignal(ExitCode.FAILED, this::stop);
    try {
      return run();
    } finally {
      stop.now();
    }
  }

  private int run() throws IOException, InterruptedException {
    BackingServices started =
        BackingServices.load(home, home.ephemeral(), new LaptopPorts(false, Map.of()), progress);
    services = started;
    RunFile.of("testing").with("pid.devstack", started.pid()).write(home);
    started.start();
    Path endpoints = write(started.await(started.endpoints()));
    Instant start = Instant.now();
    int code = start(maven(endpoints)).waitFor();
    progress.headline(TestTotals.of(home.root(), start).toString());
    return code;
  }

  private Process start(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.root().toFile()).inheritIO();
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .merge(
            "MAVEN_OPTS",
            System.getProperty("warble.maven.flags", ""),
            (own, quiet) -> own + " " + quiet);
    try {
      Process process = builder.start();
      maven = process;
      return process;
    } catch (IOException absent) {
      throw new CommandFailure(
          ExitCode.FAILED,
          command.getFirst() + ": cannot be started (expected: Maven on the PATH)");
    }
  }

  /** Maven first: its tests would complain of the services' end. */
  private void stop() {
    Process running = maven;
    if (running != null) {
      running.destroy();
      Processes.awaitEnd(running.toHandle(), PATIENCE);
    }
    BackingServices child = services;
    if (child != null) {
      child.close();
    }
    Folders.delete(home.ephemeral());
    RunFile.delete(home);
  }

  private Path write(Map<String, String> endpoints) throws IOException {
    Path file = home.run().resolve("devstack.properties");
    Properties properties = new Properties();
    properties.putAll(endpoints);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return file;
  }

  private List<String> maven(Path devstack) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("warble.maven", "mvn"));
    command.addAll(
        List.of(
            "-B", "-ntp", "-q", "-Dstyle.color=never", "-Dwarble.devstack=" + devstack, "verify"));
    command.addAll(arguments);
    return command;
  }
}
