package warble.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code warble}, in a checkout where nothing can be built. */
class ScriptTest {

  @TempDir Path checkout;

  @BeforeEach
  void copyTheScript() throws IOException {
    Files.copy(
        Path.of("../../warble"), checkout.resolve("warble"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  @ParameterizedTest
  @CsvSource({
    "--help,        0, ./warble up ",
    "test --help,   0, COMMAND --help",
    "down -h,       0, COMMAND --help",
    "down,          0, nothing runs",
    "status,        1, nothing runs",
    "status --json, 1, '\"state\": \"down\"'",
    "logs,          1, nothing runs",
  })
  void beforeTheFirstBuildItAnswersWithoutOne(String arguments, int code, String answer)
      throws Exception {
    Process script = start(arguments);

    assertThat(new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains(answer);
    assertThat(script.waitFor()).isEqualTo(code);
    assertThat(checkout.resolve(".warble")).doesNotExist();
  }

  @Test
  void theHelpOfTestTakesNoLock() throws Exception {
    Path cache = Files.createDirectories(checkout.resolve(".warble/cache"));
    Files.createFile(Files.createDirectory(cache.resolve("app")).resolve("launcher.jar"));
    Files.writeString(cache.resolve("built"), "app\n");

    start("test --help").waitFor();

    assertThat(cache.resolve("build.lock")).doesNotExist();
  }

  private Process start(String arguments) throws IOException {
    return new ProcessBuilder(("./warble " + arguments).split(" ", -1))
        .directory(checkout.toFile())
        .redirectErrorStream(true)
        .start();
  }
}
