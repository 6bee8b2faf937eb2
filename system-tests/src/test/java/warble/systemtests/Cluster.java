package warble.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Warble as it is on a cluster: each domain in a process of its own, at an address that only the
 * name service knows, over backing services that are there already.
 */
final class Cluster implements AutoCloseable {

  static final List<String> DOMAINS = List.of("user", "post", "follow", "feed", "gateway");

  private static final String HERE = "127.0.0.1";

  /** A busy machine is slow to answer, which does not mean that something is away. */
  private static final String SLOW = "10s";

  private final Path state;
  private final LaptopProcess backingServices;
  private final Map<String, Integer> rpcPorts;
  private final int httpPort = freePort();
  private final Map<String, String> addresses = new TreeMap<>();
  private final Map<String, DomainProcess> processes = new TreeMap<>();

  private Cluster(Path state, LaptopProcess backingServices) {
    this.state = state;
    this.backingServices = backingServices;
    this.rpcPorts = DOMAINS.stream().collect(Collectors.toMap(domain -> domain, _ -> freePort()));
  }

  /** Starts everything and returns when all of it is ready. */
  static Cluster start(Path state) {
    // Nobody calls the one domain that it cannot do without.
    Cluster cluster =
        new Cluster(state, LaptopProcess.up(state, "--ephemeral", "--only", "gateway"));
    try {
      cluster.startDomains();
      return cluster;
    } catch (RuntimeException | Error failure) {
      cluster.close();
      throw failure;
    }
  }

  private void startDomains() {
    DOMAINS.forEach(domain -> addresses.put(domain, HERE));
    writeNames();
    DOMAINS.forEach(this::start);
    connect("posts");
    connect("follows");
  }

  /** Gives Kafka Connect a connector, as an operator does. */
  private void connect(String name) {
    String url = "http://127.0.0.1:" + backingServices.property("connect.port");
    String config = read(Program.checkout().resolve("conf/connectors/" + name + ".json"));
    // While its workers agree who does what, Connect answers 409.
    Awaitility.await()
        .until(() ->
            new Api(url, "").send("PUT", "/connectors/" + name + "/config", config).status() < 300);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The API as nobody sees it. */
  Api api() {
    return new Api("http://127.0.0.1:" + httpPort, "");
  }

  /** Ends a domain's process with SIGKILL. */
  void kill(String domain) {
    process(domain).kill();
  }

  /** Asks a domain's process to stop; its exit code. */
  int stop(String domain) {
    return process(domain).stop();
  }

  private DomainProcess process(String domain) {
    return Objects.requireNonNull(processes.get(domain), domain);
  }

  /** Starts a domain where it was before, and returns when it is ready. */
  void start(String domain) {
    DomainProcess process = DomainProcess.start(domain, state, names(), environment(domain));
    processes.put(domain, process);
    process.awaitReady();
  }

  /** Starts a domain again at another address, as pods come back. */
  void startAt(String address, String domain) {
    addresses.put(domain, address);
    writeNames();
    start(domain);
  }

  private Map<String, String> environment(String domain) {
    Map<String, String> environment = new HashMap<>();
    environment.put("WARBLE_PAGE_TOKENS__KEY", "the same in all processes of the test");
    environment.put("WARBLE_REDIS__NODES", backingService("redis"));
    environment.put("WARBLE_REDIS__CONNECT_TIMEOUT", SLOW);
    environment.put("WARBLE_REDIS__COMMAND_TIMEOUT", SLOW);
    environment.put("WARBLE_KAFKA__BOOTSTRAP_SERVERS", backingService("kafka"));
    environment.put("WARBLE_GATEWAY__HTTP__PORT", Integer.toString(httpPort));
    environment.put("WARBLE_RPC__LISTEN", addresses.get(domain) + ":" + rpcPorts.get(domain));
    for (String owner : List.of("user", "post", "follow")) {
      String prefix = "WARBLE_" + owner.toUpperCase(Locale.ROOT) + "__POSTGRES__";
      environment.put(prefix + "PRIMARY", backingService("postgres"));
      environment.put(prefix + "REPLICA", backingService("replica"));
      environment.put(prefix + "CONNECT_TIMEOUT", SLOW);
    }
    for (String other : List.of("user", "post", "follow", "feed")) {
      environment.put(
          "WARBLE_RPC__SERVICES__" + other.toUpperCase(Locale.ROOT),
          name(other) + ":" + rpcPorts.get(other));
    }
    return environment;
  }

  private String backingService(String name) {
    return HERE + ":" + backingServices.property(name + ".port");
  }

  private Path names() {
    return state.resolve("hosts");
  }

  private void writeNames() {
    List<String> lines =
        addresses.entrySet().stream()
            .map(entry -> entry.getValue() + " " + name(entry.getKey()))
            .toList();
    try {
      Files.write(names(), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(String domain) {
    return domain + ".warble.example";
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.values().forEach(DomainProcess::close);
    backingServices.close();
  }
}
