package warble.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protobuf's official conformance tests; {@code conformance/run} starts them. */
class ConformanceIT {

  private static final Path TARGET = Path.of("target/conformance").toAbsolutePath();

  @Test
  void theCodecPassesTheOfficialTests() throws Exception {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("conformance.runner").split(" ")));
    command.addAll(
        List.of(
            "--enforce_recommended",
            "--maximum_edition",
            "2023",
            "--failure_list",
            "conformance/failures.txt",
            "--output_dir",
            TARGET.toString(),
            program()));
    Path log = TARGET.resolve("log");
    Process runner =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(runner.waitFor()).as("see %s", log).isZero();
    assertThat(log).content().contains("CONFORMANCE SUITE PASSED: 3");
  }

  /** The runner starts a program without arguments. */
  private static String program() throws IOException {
    Path program = TARGET.resolve("program");
    String java = ProcessHandle.current().info().command().orElseThrow();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Files.writeString(
        program,
        """
        #!/bin/sh
        exec '%s' -XX:+UseSerialGC -cp '%s' %s
        """
            .formatted(java, classes, ConformanceProgram.class.getName()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program.toString();
  }
}
