package warble.devstack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One devstack a data folder: the kernel drops the lock with the process, however that ends. */
final class DataLock {
  private DataLock() {}

  /**
   * Holds the folder until the process ends.
   *
   * @throws IOException if another process has it; the message names that process
   */
  static void acquire(Path data) throws IOException {
    Files.createDirectories(data);
    var file = data.resolve("devstack.pid");
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      throw new IOException(
          "%s is in use by another devstack, pid %s: stop it or choose another folder"
              .formatted(data, Files.readString(file).strip()));
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
  }
}
