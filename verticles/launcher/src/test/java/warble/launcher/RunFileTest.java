package warble.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

  @TempDir Path folder;
  private Home home = new Home(Path.of(""), Path.of(""));

  @BeforeEach
  void createHome() {
    home = Home.of(folder).make();
  }

  @Test
  void whatIsWrittenIsRead() {
    RunFile.of("ready").with(Map.of("url", "http://localhost:8080")).write(home);

    RunFile read = RunFile.read(home).orElseThrow();

    assertThat(read.get("state")).isEqualTo("ready");
    assertThat(read.get("url")).isEqualTo("http://localhost:8080");
    assertThat(read.process("pid", "java")).contains(ProcessHandle.current());
  }

  @Test
  void withoutAFileNothingRuns() {
    assertThat(RunFile.read(home)).isEmpty();
  }

  @Test
  void theProcessOfAnotherProgramIsNotOurs() {
    RunFile.of("ready").write(home);

    assertThat(RunFile.read(home).orElseThrow().process("pid", "some.other.Program")).isEmpty();
  }

  @Test
  void aProcessThatStartedAfterTheFileWasWrittenIsNotOurs() {
    RunFile file =
        new RunFile(Map.of("pid", "" + ProcessHandle.current().pid(), "written", "1000000"));

    assertThat(file.process("pid", "java")).isEmpty();
  }
}
