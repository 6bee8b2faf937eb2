package warble.runtime.postgres;

import org.flywaydb.core.Flyway;

/** Brings a database to the schema that the code expects. */
public final class Migrations {

  private Migrations() {}

  /** Applies what is missing. Blocks; not for an event loop. */
  public static void run(Database database) {
    PostgresConfig config = database.config();
    Flyway.configure()
        .dataSource(
            "jdbc:postgresql://" + config.primary() + "/" + config.database(),
            config.user(),
            config.password().value())
        .locations("classpath:" + database.migrations())
        .load()
        .migrate();
  }
}
