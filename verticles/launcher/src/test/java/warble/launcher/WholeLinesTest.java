package warble.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeLinesTest {

  @TempDir Path folder;

  @Test
  void aLineThatIsBegunWaitsForItsEnd() throws IOException {
    Path file = Files.writeString(folder.resolve("out"), "postgres  1.2 s\nred");
    try (BufferedReader text = Files.newBufferedReader(file)) {
      WholeLines lines = new WholeLines(text);

      assertThat(lines.next()).containsExactly("postgres  1.2 s");
      assertThat(lines.next()).isEmpty();
      Files.writeString(file, "is  0.3 s\n\nend\n", StandardOpenOption.APPEND);
      assertThat(lines.next()).containsExactly("redis  0.3 s", "", "end");
    }
  }
}
