package warble.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * At most one Warble runs on a state folder. The system lets go of the lock when the process that
 * holds it dies, however it dies.
 */
final class StateLock {

  /** Kept, because a channel that nobody refers to is closed. */
  private static @Nullable FileLock held;

  private StateLock() {}

  /** Takes the lock until the end of this process; false when another process holds it. */
  static boolean take(Home home) {
    try {
      held =
          FileChannel.open(
                  home.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
              .tryLock();
      return held != null;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }
}
