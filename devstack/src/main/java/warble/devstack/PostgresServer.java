package warble.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** One running {@code postgres}: what primary and replica have in common. */
final class PostgresServer {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Every new connection hashes its password so often, which at a start, before anything is
   * compiled, costs more than all the rest of connecting. It protects stored passwords that people
   * chose; here one is random, and the other is known to everybody.
   */
  static final String SCRAM_ITERATIONS = "scram_iterations=1";

  /**
   * Durability is Postgres's own default, {@code fsync} and {@code synchronous_commit} on: what is
   * acknowledged is on disk.
   */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=" + Ports.HOST,
          "unix_socket_directories=",
          "wal_level=logical",
          "max_connections=100",
          "max_wal_senders=8",
          "max_replication_slots=8",
          // A connector that stays away for ever must not fill the disk: its slot is given up, and
          // it fails loudly.
          "max_slot_wal_keep_size=2GB",
          "max_wal_size=256MB",
          "shared_buffers=32MB",
          "huge_pages=off",
          "io_method=sync",
          "jit=off",
          "max_parallel_workers=0",
          "max_logical_replication_workers=0",
          "timezone=UTC",
          SCRAM_ITERATIONS);

  private final Path data;
  private final int port;
  private final PostgresSuperuser superuser;
  private @Nullable ChildProcess process;

  PostgresServer(Path data, int port, PostgresSuperuser superuser) {
    this.data = data;
    this.port = port;
    this.superuser = superuser;
  }

  Path data() {
    return data;
  }

  int port() {
    return port;
  }

  boolean isInitialized() {
    return Files.exists(data.resolve("PG_VERSION"));
  }

  Path log() {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  void start(Path binaries, String component) throws IOException, InterruptedException {
    Ports.require(port, component);
    ServerUser.current().own(data);
    var server = ChildProcess.start(command(binaries), log());
    process = server;
    Deadline.after(PATIENCE)
        .await(
            () -> isReady(server), "not ready after " + PATIENCE.toSeconds() + " s, see " + log());
  }

  private List<String> command(Path binaries) {
    var postgres =
        new ArrayList<>(
            List.of(
                binaries + "/bin/postgres", "-D", data.toString(), "-p", Integer.toString(port)));
    for (var setting : SETTINGS) {
      postgres.add("-c");
      postgres.add(setting);
    }
    return ServerUser.current().command(Platform.tethered("INT", postgres));
  }

  /** The eighth line of the pid file is the server's own word on its state. */
  private boolean isReady(ChildProcess server) throws IOException {
    server.requireAlive();
    try {
      var lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return lines.size() >= 8
          && lines.getFirst().strip().equals(Long.toString(server.handle().pid()))
          && lines.get(7).strip().matches("ready|standby");
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** SIGINT is the fast shutdown; SIGTERM would wait for every client to leave. */
  void stop() throws IOException, InterruptedException {
    if (process != null) {
      process.stop("INT");
    }
  }

  void kill() throws InterruptedException {
    if (process != null) {
      process.kill();
    }
  }

  Optional<ProcessHandle> process() {
    return Optional.ofNullable(process).map(ChildProcess::handle);
  }

  /** As superuser. */
  Connection connect(String database) throws SQLException {
    var source = new PGSimpleDataSource();
    source.setServerNames(new String[] {Ports.HOST});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database);
    source.setUser(PostgresSuperuser.NAME);
    source.setPassword(superuser.password());
    source.setSslmode("disable");
    source.setGssEncMode("disable");
    return source.getConnection();
  }
}
