package warble.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program, as the script {@code warble} starts it once everything is built. */
final class Program {

  /** Stands between the options of the JVM and those of the program. */
  static final String MAIN = "warble.launcher.Warble";

  private Program() {}

  /**
   * A command line.
   *
   * @param arguments options of the JVM, {@link #MAIN}, and what it is to do
   */
  static List<String> command(Stream<String> arguments) {
    Path target = checkout().resolve("verticles/launcher/target");
    List<String> common =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dwarble.root=" + checkout(),
            "-Dwarble.java.home=" + System.getProperty("java.home"),
            "-cp",
            jar(target) + ":" + target.resolve("lib") + "/*");
    return Stream.concat(common.stream(), arguments).toList();
  }

  private static Path jar(Path target) {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("warble-launcher-.*\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no launcher in " + target));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Path checkout() {
    return Path.of("..").toAbsolutePath().normalize();
  }
}
