package warble.loadtest.posts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What the threads of this process have had of the processor's cores. Linux only, from {@code
 * schedstat}; elsewhere nothing.
 *
 * @param ran nanoseconds on a core
 * @param waited nanoseconds in which a thread could have run and no core was free
 */
record CoreTime(long ran, long waited) {

  private static final Path TASKS = Path.of("/proc/self/task");

  /** Since each thread began; those that have ended do not count. */
  static CoreTime now() {
    CoreTime sum = new CoreTime(0, 0);
    if (!Files.isDirectory(TASKS)) {
      return sum;
    }
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        sum = sum.plus(of(task));
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CoreTime of(Path task) throws IOException {
    try {
      String[] fields = Files.readString(task.resolve("schedstat")).split(" ", -1);
      return new CoreTime(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
    } catch (NoSuchFileException _) {
      return new CoreTime(0, 0);
    }
  }

  private CoreTime plus(CoreTime other) {
    return new CoreTime(ran + other.ran, waited + other.waited);
  }

  CoreTime minus(CoreTime before) {
    return new CoreTime(ran - before.ran, waited - before.waited);
  }
}
