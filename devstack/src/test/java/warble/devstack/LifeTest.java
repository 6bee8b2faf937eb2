package warble.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Starting, stopping, being killed, and what of it survives. */
class LifeTest {
  private static Path data;
  private static RunningDevstack devstack;

  /** A first life ends by SIGKILL; the tests see the second. */
  @BeforeAll
  static void startAgainAfterKill() throws IOException, SQLException {
    data = RunningDevstack.newDataFolder();
    var first = RunningDevstack.start(data);
    first.execute("userdb", "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (1)");
    var children = first.children();
    assertThat(children).hasSize(3);
    first.kill();
    await("end of the children")
        .atMost(Duration.ofSeconds(30))
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    devstack = RunningDevstack.start(data);
  }

  @AfterAll
  static void stop() throws IOException {
    var children = devstack.children();
    devstack.close();
    assertThat(devstack.exitCode()).isZero();
    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void whatWasAcknowledgedBeforeTheKillIsThere() throws SQLException {
    assertThat(rows("postgres")).isEqualTo(1);
  }

  @Test
  void theReplicaFollows() throws SQLException {
    devstack.execute("userdb", "CREATE TABLE followed AS SELECT 1 AS id");
    await("replica").ignoreExceptions().until(() -> rows("replica", "followed") == 1);
  }

  private static int rows(String component) throws SQLException {
    return rows(component, "kept");
  }

  private static int rows(String component, String table) throws SQLException {
    try (var connection = devstack.connect(component, "userdb");
        var rows = connection.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void aComponentThatWasKilledStartsAgainOnItsData() throws IOException, SQLException {
    devstack.ask("kill\tpostgres", "component\tpostgres\tstopped\t");
    devstack.ask("start\tpostgres", "component\tpostgres\tready\t");
    assertThat(rows("postgres")).isEqualTo(1);
  }

  @Test
  void aComponentThatDiesByItselfIsToldToHaveFailedAndComesBack() throws IOException {
    int since = devstack.lines().size();
    ProcessHandle.of(Long.parseLong(devstack.endpoint("pid.redis")))
        .orElseThrow()
        .destroyForcibly();
    devstack.awaitLine("component\tredis\tfailed\t", since);
    devstack.awaitLine("component\tredis\tready\t", since);
  }

  @Test
  void anUnknownComponentIsAFailedOne() throws IOException {
    assertThat(devstack.ask("start\thazelcast", "component\thazelcast\tfailed\t"))
        .contains("no such component");
  }

  @Test
  void aSecondDevstackOnTheSameDataIsRefusedAndToldOfTheFirst() throws IOException {
    try (var second = RunningDevstack.launch(data, "--ports", "auto")) {
      assertThat(second.exitCode()).isEqualTo(4);
      assertThat(second.awaitLine("error\t")).contains("pid " + devstack.endpoint("pid.devstack"));
    }
  }

  @Test
  void aPortInUseIsTold() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        var other =
            RunningDevstack.launch(
                RunningDevstack.newDataFolder(),
                "--redis-port",
                Integer.toString(taken.getLocalPort()))) {
      assertThat(other.awaitLine("error\t"))
          .contains("port " + taken.getLocalPort() + " (redis) is in use")
          .endsWith("\t" + taken.getLocalPort());
      assertThat(other.exitCode()).isEqualTo(4);
    }
  }

  @Test
  void aWrongOptionIsAUsageError() throws IOException {
    try (var other = RunningDevstack.launch(RunningDevstack.newDataFolder(), "--nonsense", "1")) {
      assertThat(other.exitCode()).isEqualTo(2);
      assertThat(other.awaitLine("error\t")).contains("--nonsense");
    }
  }

  @Test
  void nothingIsTouchedBeforeItIsToldToStart() throws IOException {
    var folder = RunningDevstack.newDataFolder();
    var waiting = RunningDevstack.launch(folder, "--ports", "auto", "--start", "when-told");

    waiting.close();

    assertThat(waiting.exitCode()).isZero();
    assertThat(waiting.lines()).isEmpty();
    assertThat(folder.toFile().list()).containsExactly("stderr");
  }

  @Test
  void whatWaitsStartsWhenItIsTold() throws IOException {
    var folder = RunningDevstack.newDataFolder();
    try (var told = RunningDevstack.launch(folder, "--ports", "auto", "--start", "when-told")) {
      assertThat(told.ask("start", "component\tkafka\tstarting\t")).isNotEmpty();
    }
  }
}
