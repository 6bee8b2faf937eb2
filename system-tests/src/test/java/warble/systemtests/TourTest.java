package warble.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tour of the README, run as it stands there. */
@Warbling
class TourTest {

  @Test
  void theFollowerSeesThePostWithItsAuthorUntilItIsDeleted(LaptopProcess laptop) throws Exception {
    String tour = tour().replace("http://localhost:8080", laptop.url());
    Process bash = new ProcessBuilder("bash", "-c", tour).redirectErrorStream(true).start();
    List<String> lines;
    try (var output = bash.inputReader(UTF_8)) {
      lines = output.lines().toList();
    }

    assertThat(bash.waitFor()).isZero();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).contains("\"username\":\"ada\"");
    assertThat(lines.get(1)).contains("\"username\":\"grace\"");
    assertThat(lines.get(2)).isEqualTo("{}");
    assertThat(lines.get(3))
        .contains("\"content\":\"It is easier to ask forgiveness.\"")
        .contains("\"username\":\"grace\"");
    assertThat(lines.get(4)).isEqualTo("{}");
    assertThat(lines.get(5)).startsWith("{\"items\":[],\"nextPageToken\":\"\"");
  }

  private static String tour() throws IOException {
    String readme = Files.readString(Program.checkout().resolve("README.md"));
    String marked =
        readme.substring(readme.indexOf("<!-- tour -->"), readme.indexOf("<!-- end of tour -->"));
    return marked
        .lines()
        .dropWhile(line -> !line.startsWith("```bash"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("```"))
        .reduce("", (before, line) -> before + line + "\n");
  }
}
