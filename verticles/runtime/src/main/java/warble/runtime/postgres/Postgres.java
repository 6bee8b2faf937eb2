package warble.runtime.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import warble.runtime.config.HostPort;

/**
 * The pools of one domain, shared by all its verticle instances in this process.
 *
 * <p>A statement fails with {@code Failure.Unavailable} when the server is away, shuts down or has
 * no connection left; it may then have run or not. Whatever else Postgres answers fails with its
 * {@link PgException}.
 *
 * @param primary for writes, and for reads that must see them
 * @param replica for all other reads; it lags the primary
 */
public record Postgres(Pool primary, Pool replica) {

  /** Closes connections that were of no use for so long. */
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

  /**
   * Replaces connections at this age, so that new replicas and changed DNS names get their share.
   */
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(30);

  /** Gives a peer up that acknowledges nothing: a host that vanished sends no FIN. Linux only. */
  private static final Duration PEER_TIMEOUT = Duration.ofSeconds(10);

  /** More statements than this waiting for each connection would only wait to time out. */
  private static final int WAITERS_PER_CONNECTION = 128;

  /** Statements that one connection may send ahead of the answers. */
  private static final int PIPELINING_LIMIT = 256;

  private static final String STATEMENT_TIMEOUT = "statement_timeout";

  private static final String UNIQUE_VIOLATION = "23505";

  /** Pools for this configuration. Connections are made when they are needed. */
  public static Postgres connect(Vertx vertx, PostgresConfig config) {
    return connect(
        vertx,
        config,
        connectOptions(config, config.primary()),
        connectOptions(config, config.replica()));
  }

  /**
   * The same, for statements that are all short.
   *
   * @param statementTimeout when the server gives a statement up, waiting for locks included; it
   *     fails with {@code Failure.Unavailable} then and has not run
   */
  public static Postgres connect(Vertx vertx, PostgresConfig config, Duration statementTimeout) {
    String millis = Long.toString(statementTimeout.toMillis());
    return connect(
        vertx,
        config,
        connectOptions(config, config.primary()).addProperty(STATEMENT_TIMEOUT, millis),
        connectOptions(config, config.replica()).addProperty(STATEMENT_TIMEOUT, millis));
  }

  private static Postgres connect(
      Vertx vertx, PostgresConfig config, PgConnectOptions primary, PgConnectOptions replica) {
    return new Postgres(
        pool(vertx, config, primary, "primary"), pool(vertx, config, replica, "replica"));
  }

  private static Pool pool(
      Vertx vertx, PostgresConfig config, PgConnectOptions server, String role) {
    return new TypedPool(
        config.database() + "-" + role,
        PgBuilder.pool()
            .with(poolOptions(config).setName(config.database() + "-" + role))
            .with(netOptions(config))
            .connectingTo(server)
            .using(vertx)
            .build());
  }

  private static PoolOptions poolOptions(PostgresConfig config) {
    return new PoolOptions()
        .setMaxSize(config.poolSize())
        .setMaxWaitQueueSize(config.poolSize() * WAITERS_PER_CONNECTION)
        .setConnectionTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(Math.toIntExact(IDLE_TIMEOUT.toSeconds()))
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setMaxLifetime(Math.toIntExact(MAX_LIFETIME.toSeconds()))
        .setMaxLifetimeUnit(TimeUnit.SECONDS);
  }

  private static NetClientOptions netOptions(PostgresConfig config) {
    return new NetClientOptions()
        .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
        .setTcpKeepAlive(true)
        .setTcpUserTimeout(Math.toIntExact(PEER_TIMEOUT.toMillis()));
  }

  private static PgConnectOptions connectOptions(PostgresConfig config, HostPort server) {
    return new PgConnectOptions()
        .setHost(server.host())
        .setPort(server.port())
        .setDatabase(config.database())
        .setUser(config.user())
        .setPassword(config.password().value())
        .addProperty("application_name", "warble")
        .setCachePreparedStatements(true)
        .setPipeliningLimit(PIPELINING_LIMIT);
  }

  /** Whether a statement failed because a row with this value of the unique constraint exists. */
  public static boolean isUniqueViolation(Throwable failure, String constraint) {
    return failure instanceof PgException postgres
        && UNIQUE_VIOLATION.equals(postgres.getSqlState())
        && constraint.equals(postgres.getConstraint());
  }

  /**
   * Succeeds when one of the two answers; a readiness check. With either a domain can serve reads,
   * and taken out of service it could not.
   */
  public Future<Void> answers() {
    return Future.any(primaryAnswers(), replicaAnswers()).mapEmpty();
  }

  /** Succeeds when the primary answers. */
  public Future<Void> primaryAnswers() {
    return answers(primary);
  }

  /** Succeeds when the replica answers. */
  public Future<Void> replicaAnswers() {
    return answers(replica);
  }

  private static Future<Void> answers(Pool pool) {
    return pool.query("select 1").execute().mapEmpty();
  }

  /** Closes both pools. */
  public Future<Void> close() {
    return Future.all(primary.close(), replica.close()).mapEmpty();
  }
}
