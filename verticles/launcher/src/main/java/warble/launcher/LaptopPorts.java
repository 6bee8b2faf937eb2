package warble.launcher;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where things listen on a laptop.
 *
 * @param fixed whether on the usual ports; otherwise each is one that was free
 * @param http configuration of the ports of this process
 */
record LaptopPorts(boolean fixed, Map<String, String> http) {

  /** They do not clash with a Postgres, Redis or Kafka at its own usual port. */
  static final Map<String, String> USUAL =
      Map.of(
          "postgres.host", "127.0.0.1",
          "postgres.port", "15432",
          "replica.port", "15433",
          "redis.port", "16379",
          "kafka.port", "19092",
          "connect.port", "18083");

  /** The configuration key of the API's port. */
  static final String API = "gateway.http.port";

  private static final String MANAGEMENT = "management.port";

  /** Domains that own a database. */
  private static final List<String> OWNERS = List.of("user", "post", "follow");

  /**
   * The ports for the option {@code --port}.
   *
   * @param port port of the API, 0 for free ones throughout, negative to leave it to configuration
   */
  static LaptopPorts of(int port) {
    if (port == 0) {
      return new LaptopPorts(
          false,
          Map.of(API, Integer.toString(Ports.free()), MANAGEMENT, Integer.toString(Ports.free())));
    }
    return new LaptopPorts(true, port < 0 ? Map.of() : Map.of(API, Integer.toString(port)));
  }

  /** Command-line options for the devstack. */
  List<String> devstackOptions() {
    if (!fixed) {
      return List.of("--ports", "auto");
    }
    return USUAL.entrySet().stream()
        .filter(endpoint -> endpoint.getKey().endsWith(".port"))
        .flatMap(port -> List.of("--" + port.getKey().replace('.', '-'), port.getValue()).stream())
        .toList();
  }

  /** Configuration that points the domains to these endpoints of the devstack. */
  static Map<String, String> configuration(Map<String, String> endpoints) {
    String host = endpoints.get("postgres.host") + ":";
    Map<String, String> values = new TreeMap<>();
    for (String owner : OWNERS) {
      values.put(owner + ".postgres.primary", host + endpoints.get("postgres.port"));
      values.put(owner + ".postgres.replica", host + endpoints.get("replica.port"));
    }
    values.put("redis.nodes", host + endpoints.get("redis.port"));
    values.put("kafka.bootstrap-servers", host + endpoints.get("kafka.port"));
    return values;
  }
}
