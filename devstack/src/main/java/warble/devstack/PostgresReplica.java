package warble.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** A streaming copy of the primary for reads, which may lag as replicas do. */
final class PostgresReplica implements Component {
  private static final String SLOT = "replica1";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PostgresServer server;
  private final PostgresServer primary;
  private final PostgresSuperuser superuser;
  private final Binaries binaries;

  PostgresReplica(
      PostgresServer server,
      PostgresServer primary,
      PostgresSuperuser superuser,
      Binaries binaries) {
    this.server = server;
    this.primary = primary;
    this.superuser = superuser;
    this.binaries = binaries;
  }

  @Override
  public String name() {
    return "replica";
  }

  @Override
  public String start() throws IOException, InterruptedException, SQLException {
    Orphans.stop("postgres", server.data());
    try (var connection = primary.connect("postgres")) {
      if (!server.isInitialized() || !keepsLog(connection)) {
        copy(connection);
      }
      follow();
      server.start(binaries.postgres(), name());
      Deadline.after(PATIENCE)
          .await(() -> isStreaming(connection), "does not stream, see " + server.log());
    }
    return "port " + server.port();
  }

  /**
   * Whether the primary still has every change since this copy was last here; if not, only a new
   * copy helps.
   */
  private static boolean keepsLog(Connection connection) throws SQLException {
    return isTrue(
        connection,
        "SELECT count(*) = 1 FROM pg_replication_slots WHERE slot_name = '%s' AND wal_status <> 'lost'"
            .formatted(SLOT));
  }

  private void copy(Connection connection) throws IOException, SQLException {
    Folders.delete(server.data());
    try (var statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '%s'"
              .formatted(SLOT));
      // Reserves the log from now on: the copy needs it.
      statement.execute("SELECT pg_create_physical_replication_slot('%s', true)".formatted(SLOT));
    }
    new BaseBackup(connection, primary.data()).copyTo(server.data());
  }

  /**
   * Written anew with each start, because the primary's port may have changed; a file, because
   * others read command lines.
   */
  private void follow() throws IOException {
    var conninfo =
        "host=%s port=%d user=%s password=%s application_name=%s sslmode=disable gssencmode=disable"
            .formatted(
                Ports.HOST, primary.port(), PostgresSuperuser.NAME, superuser.password(), SLOT);
    Files.writeString(
        server.data().resolve("postgresql.auto.conf"),
        """
        primary_conninfo = '%s'
        primary_slot_name = '%s'
        hot_standby_feedback = on
        wal_receiver_status_interval = 1s
        wal_retrieve_retry_interval = 500ms
        """
            .formatted(conninfo, SLOT));
    Files.writeString(server.data().resolve("standby.signal"), "");
  }

  private static boolean isStreaming(Connection connection) throws IOException {
    try {
      return isTrue(
          connection,
          "SELECT count(*) = 1 FROM pg_stat_replication WHERE application_name = '%s' AND state = 'streaming'"
              .formatted(SLOT));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static boolean isTrue(Connection connection, String sql) throws SQLException {
    try (var query = connection.createStatement();
        var rows = query.executeQuery(sql)) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  @Override
  public void stop() throws IOException, InterruptedException {
    server.stop();
  }

  @Override
  public void kill() throws InterruptedException {
    server.kill();
  }

  @Override
  public Optional<ProcessHandle> process() {
    return server.process();
  }
}
