package warble.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, as far as nothing has to be started for it. */
class WarbleTest {

  private static final String CONF = "../../conf";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          up --prot 80                         | Unknown option
          up --port eighty                     | 'eighty' is not an int
          up --only user --except post         | mutually exclusive
          frobnicate                           | Unmatched argument
          run                                  | Missing required parameter: 'DOMAIN'
          run usr --config-dir ../../conf      | domain: usr (expected: user, post, follow, feed, gateway)
          """)
  void wrongUsageIsToldWithExitCode2(String arguments, String complaint) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
    assertThat(out.toString()).contains(complaint);
  }

  @Test
  void wrongConfigurationIsToldWithExitCode3() throws IOException {
    Path file = folder.resolve("base.yaml");
    Files.writeString(
        file,
        Files.readString(Path.of(CONF, "base.yaml")).replace("event-loops: 0", "event-lops: 0"));

    int code = run("migrate", "user", "--config-dir", folder.toString(), "--set", "log.level=loud");

    assertThat(code).isEqualTo(3);
    assertThat(out.toString())
        .contains(
            "base.yaml:8: event-lops: unknown key (did you mean event-loops?)",
            "--set log.level: log.level: 'loud' (expected: error, warn, info, debug)",
            "page-tokens.key: 0 characters (expected: 32 or more)",
            "user: is missing");
  }

  @Test
  void aFolderWithoutConfigurationIsToldWithExitCode3() {
    assertThat(run("migrate", "user", "--config-dir", folder.resolve("none").toString()))
        .isEqualTo(3);
    assertThat(out.toString()).contains("none: cannot be read");
  }

  @Test
  void anUnreachableDatabaseIsToldWithExitCode4() {
    int code =
        run(
            "migrate",
            "user",
            "--config-dir",
            CONF,
            "--set",
            "page-tokens.key=" + "k".repeat(32),
            "--set",
            "user.postgres.primary=127.0.0.1:" + Ports.free(),
            "--set",
            "user.postgres.connect-timeout=1s");

    assertThat(code).isEqualTo(4);
    assertThat(out.toString()).contains("userdb", "127.0.0.1:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"up", "down", "status", "logs", "reset", "run", "migrate", "test", "format"})
  void eachCommandHasHelp(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: ./warble " + command);
  }

  @Test
  void theHelpNamesEveryCommandAndExitCode() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("up", "down", "status", "logs", "reset", "run", "migrate", "test", "version")
        .contains("3   wrong configuration", "4   a backing service");
  }

  @Test
  void optionsOfMavenArePassedOnInTheirOrder() {
    List<String> arguments =
        Warble.commandLine()
            .parseArgs("test", "-pl", "verticles/post", "-Dtest=PostTest", "-o")
            .subcommand()
            .commandSpec()
            .positionalParameters()
            .getFirst()
            .getValue();

    assertThat(arguments).containsExactly("-pl", "verticles/post", "-Dtest=PostTest", "-o");
  }

  private int run(String... arguments) {
    PrintWriter writer = new PrintWriter(out);
    return Warble.commandLine().setOut(writer).setErr(writer).execute(arguments);
  }
}
