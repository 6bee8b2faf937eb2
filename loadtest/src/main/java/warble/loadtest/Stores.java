package warble.loadtest;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import warble.runtime.config.HostPort;
import warble.runtime.config.Secret;
import warble.runtime.kafka.KafkaConfig;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.redis.RedisConfig;

/** The backing services that a benchmark runs against. */
public final class Stores {

  private static final int CONNECTIONS = 8;

  /** A benchmark is to be slow and not to fail. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Properties endpoints;

  private Stores(Properties endpoints) {
    this.endpoints = endpoints;
  }

  /**
   * Those that a file tells of.
   *
   * @param file the devstack's endpoints: {@code postgres.port=…}, {@code replica.port}, {@code
   *     redis.port}, {@code kafka.port}
   */
  public static Stores of(Path file) throws IOException {
    Properties endpoints = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      endpoints.load(reader);
    }
    return new Stores(endpoints);
  }

  /** This database, unless the file names another one as {@code database}. */
  public PostgresConfig postgresOr(String database) {
    return postgres(endpoints.getProperty("database", database));
  }

  /** This database. */
  public PostgresConfig postgres(String database) {
    return new PostgresConfig(
        address("postgres"),
        address("replica"),
        database,
        "warble",
        new Secret("warble"),
        CONNECTIONS,
        PATIENCE);
  }

  /** Redis, which need not be a cluster. */
  public RedisConfig redis() {
    return new RedisConfig(
        List.of(address("redis")), false, false, new Secret(""), PATIENCE, PATIENCE);
  }

  /** Kafka. */
  public KafkaConfig kafka() {
    return new KafkaConfig(List.of(address("kafka")), Map.of(), "");
  }

  private HostPort address(String service) {
    return new HostPort(
        endpoints.getProperty("postgres.host", "127.0.0.1"),
        Integer.parseInt(endpoints.getProperty(service + ".port")));
  }
}
