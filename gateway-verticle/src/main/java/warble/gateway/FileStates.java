package warble.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What is seen of files from outside, behind any symbolic links: whoever replaces one or writes to
 * it changes this.
 *
 * @param states by file; those that are not there are absent
 */
record FileStates(Map<Path, State> states) {

  FileStates {
    states = Map.copyOf(states);
  }

  /**
   * A file.
   *
   * @param modified when it was written last
   * @param size its bytes
   * @param key tells it from another file at the same path
   */
  record State(FileTime modified, long size, String key) {}

  /** Looks at the files, which blocks. */
  static FileStates of(Collection<Path> files) {
    Map<Path, State> states = new HashMap<>();
    for (Path file : files) {
      try {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        states.put(
            file, new State(seen.lastModifiedTime(), seen.size(), String.valueOf(seen.fileKey())));
      } catch (IOException absent) {
        states.remove(file);
      }
    }
    return new FileStates(states);
  }
}
