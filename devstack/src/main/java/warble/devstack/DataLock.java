package warble.devstack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One devstack a data folder. The kernel drops the lock with the process, however that ends, and
 * with the channel: whoever loses sight of this object loses the lock to the garbage collector.
 */
record DataLock(FileChannel channel) {
  /**
   * Takes the folder.
   *
   * @throws IOException if another process has it; the message names that process
   */
  static DataLock acquire(Path data) throws IOException {
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
    return new DataLock(channel);
  }

  void release() {
    try {
      channel.close();
    } catch (IOException e) {
      // The end of the process releases it as well.
    }
  }
}
