package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import warble.runtime.Deployment;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigSource;
import warble.runtime.rpc.RpcNode;
import warble.testkit.Futures;

/** Files that change while the gateway runs. */
final class ReloadTest {

  private static final String NOTHING = "gateway: {}";

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RpcNode rpc = RpcNode.alone(vertx, Duration.ofSeconds(10));
  private Path protoset = Path.of("");
  private Path options = Path.of("");

  @BeforeEach
  void listen() throws IOException {
    Metrics.addRegistry(meters);
    log.start();
    logger().setLevel(Level.INFO);
    logger().addAppender(log);
    protoset = folder.resolve("rules.protoset");
    options = Files.writeString(folder.resolve("options.yaml"), NOTHING);
    rules("GET /v1/rules");
    Futures.await(new EchoService(rpc).serve());
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    Metrics.globalRegistry
        .find("warble.gateway.reload.refused")
        .meters()
        .forEach(Metrics.globalRegistry::remove);
    Metrics.removeRegistry(meters);
    client.close();
    Futures.await(vertx.close());
  }

  @Test
  void changesUnderLoadDropNoRequest() throws IOException {
    int port = gateway(options);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(
          CompletableFuture.runAsync(() -> {
            while (!over.get()) {
              statuses.add(get(port, "/v1/things?name=ada").statusCode());
              answered.incrementAndGet();
            }
          }));
    }
    for (int change = 0; change < 10; change++) {
      boolean terse = change % 2 == 0;
      rules("GET /v1/rules", "GET /v1/rules" + change);
      write(options, "gateway: {routes: {default: {print-defaults: " + !terse + "}}}");
      int added = change;
      await().until(() -> get(port, "/v1/rules" + added).statusCode() != 404);
      await().until(() -> get(port, "/v1/things").body().contains("int32Field") == !terse);
    }
    over.set(true);
    clients.forEach(CompletableFuture::join);

    assertThat(statuses).containsOnly(200);
    assertThat(answered.get()).isGreaterThan(100);
    assertThat(get(port, "/v1/rules8").statusCode()).isEqualTo(404);
  }

  @Test
  void aRequestUnderWayEndsWithTheTableThatItBeganWith() throws IOException {
    write(options, timeoutOfFail("2s"));
    int port = gateway(options);
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(
            request(port, "/v1/fail/never").POST(HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());

    write(options, "gateway: {protoset: ['" + protoset + "']}");
    await().until(() -> get(port, "/v1/things").statusCode() == 404);

    assertThat(slow.join().statusCode()).isEqualTo(504);
  }

  @Test
  void aBadFileKeepsTheOldOneAndSaysWhy() throws IOException {
    int port = gateway(options);

    write(options, "gateway:\n  routes:\n    default:\n      timeout: soon\n");

    await().until(() -> told("stays as it was"), it -> it.contains("options.yaml:4"));
    assertThat(told("stays as it was"))
        .contains("gateway.routes.default.timeout", "'soon' (expected: a duration");
    assertThat(get(port, "/v1/things").statusCode()).isEqualTo(200);
    assertThat(refused()).isEqualTo(1);

    write(options, NOTHING);
    await().until(() -> refused() == 0);
  }

  @Test
  void aProtosetThatCannotBeServedKeepsTheOldOneAndSaysWhy() throws IOException {
    int port = gateway(options);

    rules("GET /v1/rules", "GET /v1/rules");
    await().until(() -> told("stays as it was"), it -> it.contains("is already bound to"));
    assertThat(told("stays as it was")).contains("rules.proto: test.Rules/Method1");
    Files.writeString(protoset, "no protoset");
    await().until(() -> told("stays as it was"), it -> it.contains("rules.protoset"));
    Files.delete(protoset);

    assertThat(get(port, "/v1/rules").statusCode()).isNotEqualTo(404);
  }

  @Test
  void theLogTellsWhatHasChanged() throws IOException {
    rules("GET /v1/rules", "GET /v1/old");
    gateway(options);

    rules("POST /v1/new", "GET /v1/rules");
    write(
        options,
        "gateway: {rate-limits: {rules: {extra:"
            + " {by: user, capacity: 1, refill: 1, per: 1s, without-redis: allow}}}}");

    await().until(() -> told("read again"), it -> it.contains("extra"));
    assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage).toList().toString())
        .contains(
            "added 1: POST /v1/new; removed 1: GET /v1/old; changed 1: GET /v1/rules",
            "rate rules changed 1: extra");
  }

  @Test
  void aFolderThatIsSwappedBehindASymbolicLinkIsSeen() throws IOException {
    // As Kubernetes mounts a ConfigMap: the files are links through a link that is replaced.
    Path mount = Files.createDirectory(folder.resolve("mount"));
    Path data = mount.resolve("..data");
    Files.createSymbolicLink(data, version("..1", "json: 1", NOTHING));
    Path file = Files.createSymbolicLink(mount.resolve("options.yaml"), Path.of("..data/file"));
    int port = gateway(file);
    assertThat(get(port, "/v1/things").body()).contains("int32Field");

    Path next = Files.createSymbolicLink(mount.resolve("..tmp"), version("..2", "", SHORT));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);

    await().until(() -> !get(port, "/v1/things").body().contains("int32Field"));
  }

  private static final String SHORT = "gateway: {routes: {default: {print-defaults: false}}}";

  private Path version(String name, String comment, String content) throws IOException {
    Path version = Files.createDirectory(folder.resolve("mount").resolve(name));
    Files.writeString(version.resolve("file"), "# " + comment + "\n" + content);
    return version.getFileName();
  }

  @Test
  void whatNeedsARestartIsToldAndNotUsed() throws IOException {
    int port = gateway(options);

    write(options, "gateway: {http: {max-body: 1B}, routes: {default: {print-defaults: false}}}");

    await().until(() -> !get(port, "/v1/things").body().contains("int32Field"));
    await().until(() -> told("restart"), it -> it.endsWith("gateway.http"));
  }

  private static String timeoutOfFail(String timeout) {
    return "gateway: {routes: {warble.echo.v1.EchoService/Fail: {auth: none, timeout: "
        + timeout
        + "}}}";
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(Reload.class);
  }

  /** The last thing that was told with these words. */
  private String told(String words) {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.contains(words))
        .reduce("", (_, last) -> last);
  }

  private double refused() {
    return meters.get("warble.gateway.reload.refused").gauge().value();
  }

  /** Replaces the protoset as a whole. */
  private void rules(String... rules) throws IOException {
    Path draft = folder.resolve("draft.protoset");
    Files.copy(Contracts.protoset(rules), draft, StandardCopyOption.REPLACE_EXISTING);
    Files.move(draft, protoset, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(Path file, String content) throws IOException {
    Path draft = file.resolveSibling("draft.yaml");
    Files.writeString(draft, content);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A gateway of these options over the tests' own; its port. */
  private int gateway(Path file) {
    Config config =
        Config.load(
            List.of(
                new ConfigSource.File(Path.of("../conf/gateway.yaml")),
                new ConfigSource.File(Path.of("../conf/rate-limits.yaml")),
                new ConfigSource.File(Path.of("src/test/resources/echo-gateway.yaml")),
                new ConfigSource.Values(
                    "test",
                    Map.of(
                        "gateway.protoset",
                        "classpath:echo.protoset," + protoset,
                        "gateway.reload-interval",
                        "20ms")),
                new ConfigSource.File(file)));
    List<Deployment> verticles =
        new GatewayDomain()
            .verticles(
                config.bind("gateway", GatewayConfig.class),
                EchoGateway.platform(vertx, rpc),
                config.reader("gateway", GatewayConfig.class));
    int port = 0;
    for (Deployment deployment : verticles) {
      Deployable verticle = deployment.verticle().get();
      Futures.await(vertx.deployVerticle(verticle));
      port = verticle instanceof GatewayVerticle gateway ? gateway.port() : port;
    }
    return port;
  }

  private HttpResponse<String> get(int port, String target) {
    try {
      return client.send(request(port, target).build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private static HttpRequest.Builder request(int port, String target) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target));
  }
}
