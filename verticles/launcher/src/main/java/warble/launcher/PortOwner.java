package warble.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The process that listens on a port, found in Linux's {@code /proc}.
 *
 * @param name its command, as the kernel knows it
 * @param pid its process id
 */
record PortOwner(String name, long pid) {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENING = "0A";

  /** Empty when the system does not tell: another user's process, or no {@code /proc}. */
  static Optional<PortOwner> of(int port) {
    var sockets = new HashSet<String>();
    sockets.addAll(listeners(PROC.resolve("net/tcp"), port));
    sockets.addAll(listeners(PROC.resolve("net/tcp6"), port));
    return sockets.isEmpty()
        ? Optional.empty()
        : ProcessHandle.allProcesses()
            .map(ProcessHandle::pid)
            .filter(pid -> holds(pid, sockets))
            .findFirst()
            .map(PortOwner::named);
  }

  /**
   * Columns: slot, local address:port in hexadecimal, remote, state, …, and the inode as the tenth.
   */
  private static Set<String> listeners(Path table, int port) {
    var sockets = new HashSet<String>();
    for (var line : lines(table)) {
      var columns = line.strip().split("\\s+", -1);
      if (columns.length > 9
          && columns[3].equals(LISTENING)
          && columns[1].endsWith(":%04X".formatted(port))) {
        sockets.add("socket:[" + columns[9] + "]");
      }
    }
    return sockets;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean holds(long pid, Set<String> sockets) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
      for (var descriptor : descriptors) {
        if (sockets.contains(target(descriptor))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  /** A descriptor may be closed while we look. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static PortOwner named(long pid) {
    var name = lines(PROC.resolve(pid + "/comm"));
    return new PortOwner(name.isEmpty() ? "a process" : name.getFirst(), pid);
  }

  @Override
  public String toString() {
    return name + ", pid " + pid;
  }
}
