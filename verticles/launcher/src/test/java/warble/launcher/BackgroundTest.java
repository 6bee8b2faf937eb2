package warble.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code up --detach}, in a process of its own because it is about signals. */
class BackgroundTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--detach", "--detach=true"})
  void whatIsInterruptedBeforeItIsReadyLeavesNothing(String detach) throws Exception {
    Process command = up(detach);
    try {
      ProcessHandle launcher = awaitProcess("pid");
      ProcessHandle devstack = awaitProcess("pid.devstack");
      assertThat(launcher.pid()).isNotEqualTo(command.pid());

      command.destroy();

      assertThat(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(command.exitValue()).isEqualTo(1);
      assertThat(launcher.isAlive() || devstack.isAlive()).isFalse();
      assertThat(output()).contains("Stopped before it was ready.");
    } finally {
      command.destroy();
    }
  }

  @Test
  void itsFailureIsTheFailureOfTheCommand() throws Exception {
    Process command = up("--detach", "--set", "log.level=loud");

    assertThat(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).isEqualTo(3);
    assertThat(output()).contains("'loud'");
  }

  private Process up(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Processes.java(),
                "-XX:TieredStopAtLevel=1",
                "-Dwarble.root=../..",
                "-cp",
                System.getProperty("java.class.path"),
                Processes.LAUNCHER,
                "up",
                "--port",
                "0",
                "--state",
                folder.toString()));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("out"));
  }

  private ProcessHandle awaitProcess(String key) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> process(key), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<ProcessHandle> process(String key) {
    Home home = new Home(Path.of("../.."), folder);
    return Files.isDirectory(home.run())
        ? RunFile.read(home).flatMap(file -> file.process(key, ""))
        : Optional.empty();
  }
}
