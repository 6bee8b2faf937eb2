package warble.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;
import warble.runtime.rpc.RpcConfig;
import warble.runtime.rpc.RpcNode;
import warble.testkit.Futures;

/** Where the gateway looks for services that are in other processes. */
final class GatewayServicesTest {

  private static final String ECHO = Contracts.echoService().getFullName();
  private static final HostPort NOWHERE = new HostPort("127.0.0.1", 1);
  private static final HostPort ANYWHERE = new HostPort("127.0.0.1", 0);

  /** What the JVM of the tests takes for /etc/hosts; see the POM. */
  private static final Path HOSTS = Path.of(System.getProperty("jdk.net.hosts.file"));

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Vertx> processes = new ArrayList<>();

  @AfterEach
  void close() {
    client.close();
    processes.forEach(process -> Futures.await(process.close()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"warble.echo.v1.EchoService", "warble.echo.v1", "default"})
  void aServiceIsFoundByItsNameItsPackageOrTheDefault(String key) {
    EchoProcess echo = echo(ANYWHERE);

    assertThat(get(gateway(services(key, echo.address())))).isEqualTo(200);
    assertThat(echo.service().calls()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "warble.echo.v1.EchoService, warble.echo.v1",
    "warble.echo.v1.EchoService, default",
    "warble.echo.v1, default"
  })
  void theMoreParticularKeyWins(String winner, String loser) {
    EchoProcess echo = echo(ANYWHERE);

    assertThat(get(gateway(services(winner, echo.address()), services(loser, NOWHERE))))
        .isEqualTo(200);
  }

  @Test
  void callsAreSharedAmongTheAddressesOfAList() {
    EchoProcess one = echo(ANYWHERE);
    EchoProcess other = echo(ANYWHERE);
    int gateway = gateway(services("default", one.address(), other.address()));

    assertThat(Collections.nCopies(10, gateway)).allMatch(port -> get(port) == 200);
    assertThat(one.service().calls()).isEqualTo(5);
    assertThat(other.service().calls()).isEqualTo(5);
  }

  /** The other addresses of the loopback network are there without configuration on Linux only. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aHostNameStandsForAllItsAddressesAsTheyChange() throws IOException {
    EchoProcess first = echo(ANYWHERE);
    int port = first.address().port();
    EchoProcess second = echo(new HostPort("127.0.0.2", port));
    EchoProcess third = echo(new HostPort("127.0.0.3", port));
    hosts("127.0.0.1 echo.example", "127.0.0.2 echo.example");
    int gateway = gateway(services("default", new HostPort("echo.example", port)));

    assertThat(Collections.nCopies(4, gateway)).allMatch(it -> get(it) == 200);
    assertThat(first.service().calls()).isEqualTo(2);
    assertThat(second.service().calls()).isEqualTo(2);

    hosts("127.0.0.3 echo.example");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> get(gateway) == 200 && third.service().calls() > 0);
    first.service().forgetCalls();
    second.service().forgetCalls();
    assertThat(Collections.nCopies(4, gateway)).allMatch(it -> get(it) == 200);
    assertThat(first.service().calls() + second.service().calls()).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aHostNameThatIsUnknownIsAskedForAgain() throws IOException {
    EchoProcess echo = echo(ANYWHERE);
    hosts();
    int gateway = gateway(services("default", new HostPort("late.example", echo.address().port())));
    assertThat(get(gateway)).isEqualTo(503);

    hosts("127.0.0.1 late.example");

    await().atMost(Duration.ofSeconds(5)).until(() -> get(gateway) == 200);
  }

  @Test
  void aServiceOfThisProcessWinsOverTheDefault() {
    assertThat(get(gateway(Map.of(), Set.of(ECHO), services("default", NOWHERE)))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"warble.echo.v1.EchoService", "warble.echo.v1"})
  void aServiceOfThisProcessCannotBeElsewhereToo(String key) {
    assertThatThrownBy(() -> gateway(Map.of(), Set.of(ECHO), services(key, NOWHERE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "addresses of warble.echo.v1.EchoService: [127.0.0.1:1] (expected: none, it is in this"
                + " process)");
  }

  @Test
  void whatTheProcessKnowsByNameWinsOverTheDefault() {
    EchoProcess echo = echo(ANYWHERE);
    var named = Map.of("echo", List.of(echo.address()));
    assertThat(get(gateway(named, Set.of(), services("default", NOWHERE)))).isEqualTo(200);

    var byDefault = Map.of("default", List.of(NOWHERE));
    assertThat(get(gateway(byDefault, Set.of(), services("default", echo.address()))))
        .isEqualTo(200);
  }

  @Test
  void aKeyThatIsNoServiceIsRefused() {
    assertThatThrownBy(() -> gateway(services("warble.echo.v2", NOWHERE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "services: warble.echo.v2 (expected: default, warble.echo.v1,"
                + " warble.echo.v1.EchoService)");
  }

  private static String services(String key, HostPort... addresses) {
    return "gateway.services."
        + key
        + "="
        + String.join(",", Stream.of(addresses).map(HostPort::toString).toList());
  }

  private static void hosts(String... lines) throws IOException {
    Files.write(HOSTS, List.of(lines), UTF_8);
  }

  /** A gateway in a process without services; its port. */
  private int gateway(String... assignments) {
    return gateway(Map.of(), Set.of(), assignments);
  }

  private int gateway(
      Map<String, List<HostPort>> elsewhere, Set<String> here, String... assignments) {
    Vertx vertx = process();
    RpcNode rpc = RpcNode.create(vertx, rpc(ANYWHERE, elsewhere), here);
    if (here.contains(ECHO)) {
      Futures.await(new EchoService(rpc).serve());
    }
    GatewayVerticle gateway =
        (GatewayVerticle)
            new GatewayDomain()
                .verticles(Contracts.config(assignments), EchoGateway.platform(vertx, rpc))
                .getLast()
                .verticle()
                .get();
    Futures.await(vertx.deployVerticle(gateway));
    return gateway.port();
  }

  private int get(int gateway) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway + "/v1/things")).build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** Another process. */
  private record EchoProcess(EchoService service, HostPort address) {}

  private EchoProcess echo(HostPort listen) {
    Vertx vertx = process();
    var others = Map.of("default", List.of(NOWHERE));
    RpcNode rpc = RpcNode.create(vertx, rpc(listen, others), Set.of(ECHO));
    EchoService service = new EchoService(rpc);
    Futures.await(service.serve());
    return new EchoProcess(service, Futures.await(rpc.listen()).orElseThrow());
  }

  private Vertx process() {
    Vertx vertx = Vertx.vertx();
    processes.add(vertx);
    return vertx;
  }

  private static RpcConfig rpc(HostPort listen, Map<String, List<HostPort>> services) {
    return new RpcConfig(
        listen, Duration.ofSeconds(5), new DataSize(1 << 20), Duration.ofMillis(100), services);
  }
}
