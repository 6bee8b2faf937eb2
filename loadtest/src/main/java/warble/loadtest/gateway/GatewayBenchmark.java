package warble.loadtest.gateway;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import warble.loadtest.Load;

/**
 * Requests per CPU-second of the gateway, of a bare server, of a proxy, and of others that turn
 * JSON into gRPC. Each is a process of its own on one core; the backend and the load are on the
 * other. The rounds are interleaved, and of each the median is told.
 *
 * <pre>{@code
 * taskset -c 0 java -XX:+UseSerialGC -cp loadtest/target/loadtest.jar warble.loadtest.gateway.GatewayBenchmark
 * }</pre>
 */
public final class GatewayBenchmark {

  private static final int CONNECTIONS = Integer.getInteger("connections", 64);
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int CORE = Integer.getInteger("core", 1);
  private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warm", 8));
  private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("seconds", 4));
  private static final int MANY_ROUTES = 999;
  private static final int FEW_ROUTES = 9;

  private final List<Server> servers = new ArrayList<>();
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private final Map<String, String> bodies = new LinkedHashMap<>();
  private final String request;

  private GatewayBenchmark() throws IOException {
    String json = Echo.json();
    request =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(Echo.PATH, json.getBytes(StandardCharsets.UTF_8).length, json);
  }

  /**
   * Measures.
   *
   * @param args names of {@link Subject.Kind}; all when there are none
   */
  public static void main(String[] args) throws IOException {
    GatewayBenchmark benchmark = new GatewayBenchmark();
    try {
      benchmark.start(Arrays.stream(args).map(Subject.Kind::valueOf).toList());
      benchmark.measure();
      benchmark.print();
    } finally {
      benchmark.servers.forEach(Server::close);
    }
    System.exit(0);
  }

  private void start(List<Subject.Kind> chosen) throws IOException {
    int backend = Backend.start(Vertx.vertx());
    Path few = Echo.protoset(FEW_ROUTES);
    for (Subject.Kind kind : chosen.isEmpty() ? List.of(Subject.Kind.values()) : chosen) {
      add(Server.start(kind, CORE, backend, few, kind.title));
      if (kind == Subject.Kind.GATEWAY) {
        Path many = Echo.protoset(MANY_ROUTES);
        add(Server.start(kind, CORE, backend, many, kind.title + ", 1,000 routes"));
      }
    }
  }

  private void add(Server server) throws IOException {
    servers.add(server);
    String body = Client.once(server.port(), request);
    if (!Echo.isNote(body)) {
      throw new IOException(server.name() + " answers " + body);
    }
    bodies.put(server.name(), body);
  }

  private void measure() throws IOException {
    for (Server server : servers) {
      run(server, WARM_UP);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Server server : servers) {
        figures.computeIfAbsent(server.name(), _ -> new ArrayList<>()).add(run(server, ROUND));
      }
    }
  }

  /** Requests per CPU-second. */
  private double run(Server server, Duration duration) throws IOException {
    String body = bodies.getOrDefault(server.name(), "");
    try (Client client = new Client(server.port(), CONNECTIONS, request, body)) {
      double before = server.cpuSeconds();
      client.run(duration.toNanos());
      return client.answers() / (server.cpuSeconds() - before);
    }
  }

  private void print() {
    double first = median(figures.getOrDefault(servers.getFirst().name(), List.of()));
    figures.forEach((name, seen) ->
        Load.say(
            "%-44s %,8.0f per CPU-second  %5.2f of the first  (%,.0f to %,.0f)",
            name,
            median(seen),
            median(seen) / first,
            seen.stream().mapToDouble(it -> it).min().orElse(0),
            seen.stream().mapToDouble(it -> it).max().orElse(0)));
  }

  private static double median(List<Double> seen) {
    return seen.stream().sorted().toList().get(seen.size() / 2);
  }
}
