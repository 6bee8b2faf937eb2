package warble.runtime.postgres;

import java.time.Duration;
import warble.runtime.config.HostPort;
import warble.runtime.config.Secret;

/**
 * How a domain reaches its database.
 *
 * @param primary where writes go
 * @param replica where reads go
 * @param database name of the database
 * @param user role that owns the tables
 * @param password its password
 * @param poolSize connections of this process to each of primary and replica
 * @param connectTimeout how long to wait for a connection, from pool or network
 */
public record PostgresConfig(
    HostPort primary,
    HostPort replica,
    String database,
    String user,
    Secret password,
    int poolSize,
    Duration connectTimeout) {

  public PostgresConfig {
    if (poolSize < 1) {
      throw new IllegalArgumentException("poolSize: " + poolSize + " (expected: 1 or more)");
    }
    if (!connectTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "connectTimeout: " + connectTimeout + " (expected: more than 0)");
    }
  }
}
