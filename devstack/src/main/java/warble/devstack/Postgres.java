package warble.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The primary, with a database for each domain. */
final class Postgres implements Component {
  static final String USER = "warble";
  static final String PASSWORD = "warble";

  private final PostgresServer server;
  private final PostgresSuperuser superuser;
  private final Binaries binaries;
  private final List<String> databases;

  Postgres(
      PostgresServer server,
      PostgresSuperuser superuser,
      Binaries binaries,
      List<String> databases) {
    this.server = server;
    this.superuser = superuser;
    this.binaries = binaries;
    this.databases = databases;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String start() throws IOException, InterruptedException, SQLException {
    var home = binaries.postgres();
    Orphans.stop("postgres", server.data());
    if (!server.isInitialized()) {
      initialize(home);
    }
    server.start(home, name());
    try (var connection = server.connect("postgres")) {
      createRole(connection);
      createDatabases(connection);
    }
    return "port " + server.port();
  }

  /** Made beside and renamed, so that a first start that is killed begins anew. */
  private void initialize(Path home) throws IOException, InterruptedException {
    superuser.create();
    var draft = server.data().resolveSibling("initializing");
    Folders.delete(draft);
    Files.createDirectory(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var user = ServerUser.current();
    user.own(draft);
    user.own(superuser.file());
    var command =
        List.of(
            home + "/bin/initdb",
            "--pgdata=" + draft,
            "--username=" + PostgresSuperuser.NAME,
            "--pwfile=" + superuser.file(),
            "--auth=scram-sha-256",
            "--set=" + PostgresServer.SCRAM_ITERATIONS,
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            // Needs no locale of the operating system.
            "--locale=C",
            "--no-sync",
            "--no-instructions");
    ChildProcess.start(user.command(Platform.tethered("KILL", command)), server.log())
        .requireSuccess();
    Files.move(draft, server.data());
  }

  private static void createRole(Connection connection) throws SQLException {
    // REPLICATION lets Debezium read the log, CREATEDB gives each test a database of its own.
    execute(
        connection,
        """
        DO $$ BEGIN
          CREATE ROLE %s LOGIN REPLICATION CREATEDB PASSWORD '%s';
        EXCEPTION WHEN duplicate_object THEN NULL;
        END $$
        """
            .formatted(USER, PASSWORD));
  }

  private void createDatabases(Connection connection) throws SQLException {
    var missing = new HashSet<>(databases);
    try (var query = connection.createStatement();
        var rows = query.executeQuery("SELECT datname FROM pg_database")) {
      while (rows.next()) {
        missing.remove(rows.getString(1));
      }
    }
    for (var database : missing) {
      execute(connection, "CREATE DATABASE " + database + " OWNER " + USER);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
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
