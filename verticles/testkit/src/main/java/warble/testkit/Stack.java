package warble.testkit;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import warble.runtime.config.HostPort;
import warble.runtime.config.Secret;
import warble.runtime.kafka.KafkaConfig;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.redis.RedisConfig;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcNode;

/**
 * The backing services of a test run: real ones, shared by all its tests.
 *
 * <p>Redis and Kafka are shared, so tests take random identifiers and flush nothing.
 */
public final class Stack implements AutoCloseable {

  private static final String ROLE = "warble";
  private static final int POOL_SIZE = 4;

  /** Longer than in production: a busy machine must not make a test red. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration REPLICA_PATIENCE = Duration.ofSeconds(20);
  private static final Duration REPLICA_POLL = Duration.ofMillis(2);

  private final Endpoints endpoints;
  private final Runnable onClose;

  private Stack(Endpoints endpoints, Runnable onClose) {
    this.endpoints = endpoints;
    this.onClose = onClose;
  }

  /** The services that the run was told of, else ones of its own. */
  static Stack open() {
    return Endpoints.given().map(given -> new Stack(given, () -> {})).orElseGet(Stack::start);
  }

  private static Stack start() {
    DevstackProcess devstack = DevstackProcess.start();
    return new Stack(devstack.endpoints(), devstack::close);
  }

  /**
   * A fresh, empty database.
   *
   * @param database the beginning of its name, for example {@code postdb}
   */
  public PostgresConfig postgres(String database) {
    PostgresConfig config = config(database + "_" + randomSuffix());
    execute(config("postgres"), "create database " + config.database());
    replicaCaughtUp(config);
    return config;
  }

  private PostgresConfig config(String database) {
    return new PostgresConfig(
        endpoints.postgres(),
        endpoints.replica(),
        database,
        ROLE,
        new Secret(ROLE),
        POOL_SIZE,
        CONNECT_TIMEOUT);
  }

  private static String randomSuffix() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  private static void execute(PostgresConfig config, String sql) {
    try (Connection connection = connect(config.primary(), config);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new AssertionError(sql, failure);
    }
  }

  private static Connection connect(HostPort server, PostgresConfig config) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + server + "/" + config.database(), ROLE, ROLE);
  }

  /** Returns when the replica shows all that the primary shows now. */
  public void replicaCaughtUp(PostgresConfig config) {
    String position = value(config.primary(), config, "select pg_current_wal_lsn()::text");
    String reached = "select (pg_last_wal_replay_lsn() >= '%s'::pg_lsn)::text".formatted(position);
    await()
        .atMost(REPLICA_PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(REPLICA_POLL)
        // A database that the replica does not know yet refuses the connection.
        .ignoreExceptionsInstanceOf(AssertionError.class)
        .until(() -> "true".equals(value(config.replica(), config, reached)));
  }

  private static String value(HostPort server, PostgresConfig config, String query) {
    try (Connection connection = connect(server, config);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    } catch (SQLException failure) {
      throw new AssertionError(query, failure);
    }
  }

  /** The shared Redis. */
  public RedisConfig redis() {
    return redis(endpoints.redis());
  }

  /** Redis by another address, for example that of a {@link Toxic} before it. */
  public RedisConfig redis(HostPort address) {
    return new RedisConfig(
        List.of(address), false, false, new Secret(""), CONNECT_TIMEOUT, COMMAND_TIMEOUT);
  }

  /** The shared Kafka. */
  public KafkaConfig kafka() {
    return new KafkaConfig(List.of(endpoints.kafka()), Map.of(), "");
  }

  /** Calls within this JVM only. */
  public Rpc localRpc(Vertx vertx) {
    return RpcNode.alone(vertx, CALL_TIMEOUT);
  }

  @Override
  public void close() {
    onClose.run();
  }
}
