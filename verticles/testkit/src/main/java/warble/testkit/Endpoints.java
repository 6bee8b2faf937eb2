package warble.testkit;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import warble.runtime.config.HostPort;

/** Where the services of a devstack listen. */
record Endpoints(HostPort postgres, HostPort replica, HostPort redis, HostPort kafka) {

  /** Those in the file that the run was told of. */
  static Optional<Endpoints> given() {
    return Stream.of(System.getProperty("warble.devstack"), System.getenv("WARBLE_DEVSTACK"))
        .filter(file -> file != null && !file.isBlank())
        .findFirst()
        .map(file -> of(read(Path.of(file))));
  }

  private static Properties read(Path file) {
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      values.load(reader);
      return values;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("warble.devstack: " + file, unreadable);
    }
  }

  /** Those that a devstack tells, by its names for them. */
  static Endpoints of(Properties values) {
    return new Endpoints(
        endpoint(values, "postgres"),
        endpoint(values, "replica"),
        endpoint(values, "redis"),
        endpoint(values, "kafka"));
  }

  private static HostPort endpoint(Properties values, String service) {
    String port = values.getProperty(service + ".port");
    if (port == null) {
      throw new IllegalStateException(
          service + ".port is missing (expected: the port of " + service + ")");
    }
    return new HostPort(values.getProperty("postgres.host", "127.0.0.1"), Integer.parseInt(port));
  }
}
