package warble.gateway;

import static warble.testkit.Futures.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;
import warble.runtime.rpc.RpcConfig;
import warble.runtime.rpc.RpcNode;

/** A gateway before the service of {@code shapes.proto}, which is in its process or in another. */
final class ShapesGateway implements AutoCloseable {

  private static final String NAME = ShapesService.CONTRACT.getFullName();

  private final Vertx vertx = Vertx.vertx();
  private final Vertx other = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ShapesService service;
  private final GatewayVerticle gateway;
  private final String deployment;

  private ShapesGateway(boolean here, String... assignments) {
    RpcNode front = node(vertx, here ? Set.of(NAME) : Set.of());
    RpcNode back = here ? front : node(other, Set.of(NAME));
    service = new ShapesService(back);
    await(service.serve());
    if (!here) {
      front.setInstances(NAME, List.of(await(back.listen()).orElseThrow()));
    }
    GatewayConfig config =
        Contracts.config(
            Stream.concat(
                    Stream.of("gateway.protoset=classpath:shapes.protoset"), Stream.of(assignments))
                .toArray(String[]::new));
    gateway =
        new GatewayVerticle(
            config, EchoGateway.platform(vertx, front), Shared.of(Serving.read(config)));
    deployment = await(vertx.deployVerticle(gateway));
  }

  /** The service is in the gateway's process. */
  static ShapesGateway inOneProcess(String... assignments) {
    return new ShapesGateway(true, assignments);
  }

  /** The service is in another process. */
  static ShapesGateway inTwoProcesses(String... assignments) {
    return new ShapesGateway(false, assignments);
  }

  private static RpcNode node(Vertx vertx, Set<String> services) {
    RpcConfig config =
        new RpcConfig(
            new HostPort("127.0.0.1", 0),
            Duration.ofSeconds(5),
            new DataSize(1 << 20),
            Duration.ofSeconds(5),
            Map.of("default", List.of(new HostPort("127.0.0.1", 1))));
    return RpcNode.create(vertx, config, services);
  }

  ShapesService service() {
    return service;
  }

  HttpResponse<String> get(String target, String... headers) {
    return send("GET", target, HttpRequest.BodyPublishers.noBody(), headers);
  }

  HttpResponse<String> send(String method, String target, String body, String... headers) {
    return send(method, target, HttpRequest.BodyPublishers.ofString(body), headers);
  }

  HttpResponse<String> send(
      String method, String target, HttpRequest.BodyPublisher body, String... headers) {
    return send(
        method,
        target,
        body,
        HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1),
        headers);
  }

  private <T> HttpResponse<T> send(
      String method,
      String target,
      HttpRequest.BodyPublisher body,
      HttpResponse.BodyHandler<T> handler,
      String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + target))
            .timeout(Duration.ofSeconds(20))
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), handler);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** A connection on which a GET with some header lines was sent. */
  Socket open(String target, String... headers) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout(10_000);
    String lines = String.join("", Stream.of(headers).map(line -> line + "\r\n").toList());
    socket
        .getOutputStream()
        .write(
            ("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  /** Stops the gateway, and not the service. */
  void stop() {
    await(vertx.undeploy(deployment));
  }

  @Override
  public void close() {
    client.close();
    await(vertx.close());
    await(other.close());
  }
}
