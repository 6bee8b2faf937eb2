package warble.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What root's Postgres runs as. */
@EnabledIf("isRoot")
class ServerUserTest {
  static boolean isRoot() {
    return Platform.isRoot();
  }

  /** As in a container, where there may be no user namespaces. */
  @Test
  void withoutNamespacesPostgresRunsAsNobody(@TempDir Path tools) throws IOException, SQLException {
    assumeReachable(RunningDevstack.newDataFolder());
    var refusal = Files.writeString(tools.resolve("unshare"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(refusal, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var devstack = RunningDevstack.startWithTools(tools)) {
      devstack.execute("userdb", "CREATE TABLE kept (id int)");
      assertThat(userIds(devstack)).containsExactly(65534, 65534);
    }
  }

  /** A checkout may be in a folder of root's own. */
  private static void assumeReachable(Path folder) {
    assumeThatCode(() -> ServerUser.requireReachable(folder)).doesNotThrowAnyException();
  }

  private static List<Integer> userIds(RunningDevstack devstack) throws IOException {
    return List.of(userId(devstack, "pid.postgres"), userId(devstack, "pid.replica"));
  }

  private static int userId(RunningDevstack devstack, String process) throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc", devstack.endpoint(process)), "unix:uid");
  }

  @Test
  void aFolderThatNobodyMayEnterIsNamed(@TempDir Path folder) throws IOException {
    var closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    assertThatThrownBy(() -> ServerUser.NOBODY.own(closed))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder + " (expected: ");
  }

  @Test
  void aFolderChangesHands(@TempDir Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var data = Files.createDirectory(folder.resolve("data"));
    assumeReachable(data);
    var file = Files.createFile(data.resolve("file"));
    ServerUser.NOBODY.own(data);
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(65534);
    ServerUser.NAMESPACE.own(data);
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
  }
}
