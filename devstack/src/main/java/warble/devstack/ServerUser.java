package warble.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whom Postgres runs as, since it refuses user id 0: whoever started this program, unless that is
 * root. Root's Postgres runs in a user namespace of its own, where it sees another id and has the
 * same rights to its files; where there may be no such namespace, as in many containers, it runs as
 * {@code nobody}, who is then given its files.
 */
enum ServerUser {
  SAME("", -1),
  NAMESPACE("unshare -U", 0),
  NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups --", 65534);

  private final String prefix;
  private final int id;

  ServerUser(String prefix, int id) {
    this.prefix = prefix;
    this.id = id;
  }

  /** Found out once. */
  static ServerUser current() {
    return Holder.CURRENT;
  }

  private static final class Holder {
    private static final ServerUser CURRENT =
        !Platform.isRoot() ? SAME : Platform.succeeds("unshare", "-U", "true") ? NAMESPACE : NOBODY;
  }

  List<String> command(List<String> command) {
    var words = prefix.isEmpty() ? Stream.<String>empty() : Stream.of(prefix.split(" ", -1));
    return Stream.concat(words, command.stream()).toList();
  }

  /**
   * Gives a folder, with all that is in it, to this user; another may have had it at an earlier
   * start.
   *
   * @throws IOException if the user cannot get there
   */
  void own(Path folder) throws IOException {
    if (this == SAME) {
      return;
    }
    if (this == NOBODY) {
      requireReachable(folder);
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (var path : paths.toList()) {
        own(path, "unix:uid");
        own(path, "unix:gid");
      }
    }
  }

  private void own(Path path, String attribute) throws IOException {
    if (!Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS).equals(id)) {
      Files.setAttribute(path, attribute, id, LinkOption.NOFOLLOW_LINKS);
    }
  }

  static void requireReachable(Path folder) throws IOException {
    for (var above = folder.getParent(); above != null; above = above.getParent()) {
      if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        throw new IOException(
            "root may not run Postgres, and the user nobody, who is to do it, may not enter "
                + above
                + " (expected: a folder that everybody may enter, or a start by another user than root)");
      }
    }
  }
}
