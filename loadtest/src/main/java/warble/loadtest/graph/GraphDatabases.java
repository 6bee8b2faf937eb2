package warble.loadtest.graph;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import warble.runtime.config.HostPort;
import warble.runtime.postgres.PostgresConfig;

/** The databases that hold a {@link Graph}. No connector reads them, and they can be dropped. */
record GraphDatabases(PostgresConfig users, PostgresConfig follows) {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /** Makes both anew, empty. */
  void create() throws SQLException {
    drop();
    for (PostgresConfig database : List.of(users, follows)) {
      execute(database, "CREATE DATABASE " + database.database());
    }
    awaitReplica();
  }

  void drop() throws SQLException {
    for (PostgresConfig database : List.of(users, follows)) {
      execute(database, "DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(database.database()));
    }
  }

  private static void execute(PostgresConfig server, String sql) throws SQLException {
    try (Connection connection = open(server.primary(), server, "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Fills them, and returns when the replica has it all.
   *
   * @param passwordHash everybody's
   * @param celebrity with more followers somebody is one
   */
  void fill(Graph graph, String passwordHash, int celebrity) throws SQLException, IOException {
    try (Connection connection = open(users.primary(), users, users.database())) {
      new Table(connection, "users")
          .fill(
              "id, username, email, password_hash, display_name",
              rows -> writeUsers(graph, passwordHash, rows));
    }
    awaitReplica();
    int[] followers = new int[graph.users()];
    int[] following = new int[graph.users()];
    try (Connection connection = open(follows.primary(), follows, follows.database())) {
      new Table(connection, "follows")
          .fill(
              "follower_id, followee_id, seq",
              rows ->
                  graph.list((follower, followee, position) -> {
                    followers[followee]++;
                    following[follower]++;
                    rows.row(Graph.id(follower), Graph.id(followee), position);
                  }));
      awaitReplica();
      new Table(connection, "follow_counts")
          .fill(
              "user_id, followers, following, is_celebrity",
              rows -> writeCounts(followers, following, celebrity, rows));
    }
    awaitReplica();
  }

  private static void writeUsers(Graph graph, String passwordHash, Table.Sink rows)
      throws IOException {
    for (int user = 0; user < graph.users(); user++) {
      rows.row(Graph.id(user), name(user), email(user), passwordHash, "User " + user);
    }
  }

  private static String name(int user) {
    return "user_" + user;
  }

  static String email(int user) {
    return name(user) + "@example.org";
  }

  private static void writeCounts(int[] followers, int[] following, int celebrity, Table.Sink rows)
      throws IOException {
    for (int user = 0; user < followers.length; user++) {
      rows.row(Graph.id(user), followers[user], following[user], followers[user] > celebrity);
    }
  }

  /** Or measuring would begin while the replica is still at work. */
  private void awaitReplica() throws SQLException {
    try (Connection primary = open(users.primary(), users, "postgres");
        Connection replica = open(users.replica(), users, "postgres")) {
      String written = value(primary, "SELECT pg_current_wal_lsn()");
      String reached = "SELECT pg_last_wal_replay_lsn() >= '%s'".formatted(written);
      while (!value(replica, reached).equals("t")) {
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
    }
  }

  private static String value(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }

  private static Connection open(HostPort server, PostgresConfig config, String database)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s/%s".formatted(server, database),
        config.user(),
        config.password().value());
  }
}
