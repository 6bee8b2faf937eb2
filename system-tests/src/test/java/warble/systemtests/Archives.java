package warble.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;

/**
 * Archives of the classes that the program's JVMs load, as the script {@code warble} keeps them:
 * the first laptop that ends writes them, and everything after it starts in half the time.
 */
final class Archives {

  private static final Path LAUNCHER = fresh("launcher", "verticles/launcher/target");
  private static final Path DEVSTACK = fresh("devstack", "devstack/target");

  private Archives() {}

  /** Where this one is or is to be. One that is older than the jars is of no use. */
  private static Path fresh(String name, String target) {
    Path file = Path.of("target", name + ".jsa").toAbsolutePath();
    try {
      if (Files.exists(file)
          && Files.getLastModifiedTime(file).compareTo(newestJar(Program.checkout(), target)) < 0) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static FileTime newestJar(Path checkout, String target) throws IOException {
    try (Stream<Path> files = Files.walk(checkout.resolve(target), 2)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .map(Archives::lastModified)
          .max(FileTime::compareTo)
          .orElseThrow(() -> new AssertionError("not built: " + target));
    }
  }

  private static FileTime lastModified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Options of a launcher that writes what is not there. */
  static Stream<String> usedAndWritten() {
    return Stream.concat(
        Files.exists(LAUNCHER)
            ? used()
            : Stream.of("-XX:+RecordDynamicDumpInfo", "-Dwarble.archive=" + LAUNCHER),
        Stream.of("-Dwarble.devstack.archive=" + DEVSTACK));
  }

  /** Options of a launcher that takes what there is. */
  static Stream<String> used() {
    return Stream.of(LAUNCHER).filter(Files::exists).map(file -> "-XX:SharedArchiveFile=" + file);
  }
}
