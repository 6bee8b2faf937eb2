package warble.runtime.postgres;

import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.internal.exception.sqlExceptions.FlywaySqlUnableToConnectToDbException;
import warble.runtime.rpc.Failure;

/** Brings a database to the schema that the code expects. */
public final class Migrations {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

  private Migrations() {}

  /**
   * Applies what is missing; two processes may do so at the same time. Blocks, so never on an event
   * loop; several databases want a thread each: starting Flyway costs more than asking Postgres.
   *
   * @throws warble.runtime.rpc.FailureException {@link Failure.Unavailable} when the database did
   *     not let us in for a quarter of a minute
   * @throws org.flywaydb.core.api.FlywayException when a migration fails, or one that was applied
   *     has changed since
   */
  public static void run(Database database) {
    run(database, PATIENCE);
  }

  /** The same with another patience, in whole seconds. */
  public static void run(Database database, Duration patience) {
    try {
      flyway(database, patience).migrate();
    } catch (FlywaySqlUnableToConnectToDbException away) {
      throw new Failure.Unavailable(whoIsAway(database.config(), away), BETWEEN_ATTEMPTS)
          .exception();
    }
  }

  private static Flyway flyway(Database database, Duration patience) {
    PostgresConfig config = database.config();
    return Flyway.configure()
        .dataSource(jdbcUrl(config), config.user(), config.password().value())
        .locations("classpath:" + database.migrations())
        .failOnMissingLocations(true)
        .validateMigrationNaming(true)
        .connectRetries(Math.toIntExact(patience.dividedBy(BETWEEN_ATTEMPTS)))
        .connectRetriesInterval(Math.toIntExact(BETWEEN_ATTEMPTS.toSeconds()))
        .loggers("slf4j")
        .load();
  }

  private static String jdbcUrl(PostgresConfig config) {
    return "jdbc:postgresql://%s/%s?connectTimeout=%d&ApplicationName=warble-migrations"
        .formatted(
            config.primary(), config.database(), Math.max(1, config.connectTimeout().toSeconds()));
  }

  private static String whoIsAway(PostgresConfig config, Throwable away) {
    Throwable reason = away.getCause() == null ? away : away.getCause();
    return "database %s at %s: %s"
        .formatted(config.database(), config.primary(), reason.getMessage());
  }
}
