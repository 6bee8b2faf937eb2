package warble.launcher;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
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

  @Parameters(
      arity = "0..*",
      paramLabel = "MAVEN-ARGUMENT",
      description = "For Maven, for example -pl verticles/post or -Dtest=PostRpcsTest.")
  List<String> arguments = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Home home = Home.of(Path.of(".warble/test"));
    Progress progress = Progress.onStandardOutput();
    if (!StateLock.take(home)) {
      throw new CommandFailure(ExitCode.FAILED, "another ./warble test runs in this checkout");
    }
    Folders.delete(home.ephemeral());
    int code = run(home, progress);
    Folders.delete(home.ephemeral());
    return code;
  }

  private int run(Home home, Progress progress) throws IOException, InterruptedException {
    try (BackingServices services =
        BackingServices.start(home, home.ephemeral(), new LaptopPorts(false, Map.of()), progress)) {
      Map<String, String> endpoints = services.await(services.endpoints());
      Instant start = Instant.now();
      int code = new ProcessBuilder(maven(write(home, endpoints))).inheritIO().start().waitFor();
      progress.headline(TestTotals.of(home.root(), start).toString());
      return code;
    }
  }

  private static Path write(Home home, Map<String, String> endpoints) throws IOException {
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
    command.addAll(List.of("-B", "-ntp", "-q", "-Dwarble.devstack=" + devstack, "verify"));
    command.addAll(arguments);
    return command;
  }
}
