package warble.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
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
          up --port 70000                      | --port: 70000 (expected: 0..65535)
          up --port -1                         | --port: -1 (expected: 0..65535)
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
  void noDomainAtAllIsRefused() {
    int code = run("up", "--except", "user,post,follow,feed,gateway", "--state", folder.toString());

    assertThat(code).isEqualTo(2);
    assertThat(out.toString()).contains("--except: no domain is left");
  }

  @Test
  void aNegativeNumberOfLinesIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(folder.resolve("logs/warble.log"), "one\ntwo\n");

    assertThat(run("logs", "-n", "-5", "--state", folder.toString())).isEqualTo(2);
    assertThat(out.toString()).contains("--lines: -5 (expected: 0 or more)");
  }

  @Test
  void aStateFolderThatCannotBeIsToldInOneSentence() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(run("status", "--state", file.toString())).isEqualTo(1);
    assertThat(out.toString()).startsWith("warble: --state: ").hasLineCount(1);
  }

  @Test
  void nothingIsMadeToLookAtWhatIsNotThere() {
    Path absent = folder.resolve("absent");

    assertThat(run("status", "--state", absent.toString())).isEqualTo(1);
    assertThat(run("down", "--state", absent.toString())).isZero();
    assertThat(run("logs", "--state", absent.toString())).isEqualTo(1);
    assertThat(run("reset", "--yes", "--state", absent.toString())).isZero();
    assertThat(absent).doesNotExist();
  }

  /** What was killed has left its file, with the id of a process that is no Warble. */
  @Test
  void whatWasKilledIsNotRunning() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(
        run.resolve("warble.properties"),
        "pid=999999999\nstate=ready\nurl=http://localhost:8080\nwritten=1\n");

    Status status = Status.of(Home.of(folder));

    assertThat(status.table()).isEqualTo("Warble is not running; an earlier one was killed.");
    assertThat(run("down", "--state", folder.toString())).isZero();
    assertThat(status.json()).contains("\"state\" : \"down\"").doesNotContain("8080");
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
            "user: is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "migrate post, page-tokens.key: is empty",
    "migrate post --set page-tokens.key=short, page-tokens.key: 5 characters",
  })
  void aDomainWithPagesNeedsAKeyForTheirTokens(String command, String problem) {
    String arguments = command + " --config-dir " + CONF;

    assertThat(run(arguments.split(" ", -1))).isEqualTo(3);
    assertThat(out.toString()).contains(problem);
  }

  /** With what its documentation says, and nothing else. */
  @Test
  void aGatewayAloneNeedsNothingButAProtosetAndAddresses() throws IOException {
    try (ServerSocket other = new ServerSocket(0)) {
      String arguments =
          "run gateway --config-dir %s --set gateway.services.default=127.0.0.1:1".formatted(CONF)
              + " --set gateway.auth.enabled=false --set gateway.rate-limits.enabled=false"
              + " --set management.port=0 --set gateway.http.port="
              + other.getLocalPort();

      assertThat(run(arguments.split(" ", -1))).isEqualTo(1);
      assertThat(out.toString()).contains("is in use").hasLineCount(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"log.level", "=warn"})
  void whatSetsNothingIsWrongUsage(String assignment) {
    assertThat(run("routes", "--config-dir", CONF, "--set", assignment)).isEqualTo(2);
    assertThat(out.toString()).contains("'--set'", "'" + assignment + "' (expected: KEY=VALUE)");
  }

  @Test
  void aFolderWithoutConfigurationIsToldWithExitCode3() {
    assertThat(run("migrate", "user", "--config-dir", folder.resolve("none").toString()))
        .isEqualTo(3);
    assertThat(out.toString()).contains("none: cannot be read");
  }

  @ParameterizedTest
  @CsvSource({
    "management.host=localhost, management.port=, management",
    "management.port=0, gateway.http.port=, HTTP API",
    "management.port=0, rpc.services.user=localhost:1 --set rpc.listen=localhost:, calls between domains",
  })
  void aPortInUseIsToldBeforeAnythingStarts(String first, String taken, String purpose)
      throws IOException {
    try (ServerSocket other = new ServerSocket(0)) {
      String arguments =
          "run gateway --config-dir %s --set page-tokens.key=%s --set redis.nodes=localhost:1 --set %s --set %s%d"
              .formatted(CONF, "k".repeat(32), first, taken, other.getLocalPort());

      assertThat(run(arguments.split(" ", -1))).isEqualTo(1);
      assertThat(out.toString())
          .contains("port %d (%s) is in use".formatted(other.getLocalPort(), purpose))
          .hasLineCount(1);
    }
  }

  @Test
  void aPortThatCannotBeIsWrongConfiguration() {
    assertThat(run("run", "gateway", "--config-dir", CONF, "--set", "management.port=70000"))
        .isEqualTo(3);
    assertThat(out.toString()).contains("port: 70000 (expected: 0..65535)");
  }

  @Test
  void anUnreachableRedisIsToldByItsAddressWithExitCode4() {
    String arguments =
        "run gateway --config-dir %s --set page-tokens.key=%s --set redis.nodes=localhost:1"
            .formatted(CONF, "k".repeat(32));

    assertThat(
            run((arguments + " --set management.port=0 --set gateway.http.port=0").split(" ", -1)))
        .isEqualTo(4);
    assertThat(out.toString()).contains("Redis is away: localhost:1 (redis.nodes)");
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

  @Test
  void theRoutesArePrintedAsATable() {
    assertThat(run("routes", "--config-dir", CONF)).isZero();
    assertThat(out.toString().lines())
        .first()
        .asString()
        .matches("METHOD +PATH +CALLS +AUTH +TIMEOUT");
    assertThat(out.toString())
        .containsPattern(
            "GET +/api/v1/users/\\{user_id} +warble.user.v1.UserService/GetUser +required +5s\n")
        .containsPattern("POST +/api/v1/login +warble.user.v1.UserService/Login +none +10s\n");
  }

  @Test
  void theRoutesArePrintedForPrograms() {
    assertThat(run("routes", "--json", "--config-dir", CONF)).isZero();
    assertThat(out.toString())
        .startsWith("[ {")
        .contains("\"path\" : \"/api/v1/feed\"", "\"timeout\" : \"5s\"");
  }

  @Test
  void routesThatCannotBeServedAreToldWithExitCode3() {
    String[] wrong = {"routes", "--config-dir", CONF, "--set", "gateway.routes.default.timeout=0s"};
    assertThat(run(wrong)).isEqualTo(3);
    assertThat(out.toString())
        .contains(
            "warble: gateway: protoset: ",
            "warble/post/v1/post_service.proto: warble.post.v1.PostService/CreatePost: "
                + "timeout 0s is for methods that stream")
        .doesNotContain("METHOD");
  }

  @Test
  void aProtosetThatIsNotThereIsToldWithExitCode3() {
    assertThat(run("routes", "--config-dir", CONF, "--set", "gateway.protoset=none.protoset"))
        .isEqualTo(3);
    assertThat(out.toString()).contains("none.protoset cannot be read").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up", "down", "status", "logs", "reset", "run", "migrate", "topics", "test", "format",
        "feed", "keys", "routes"
      })
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
