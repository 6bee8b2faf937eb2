package warble.gateway;

import static warble.testkit.Futures.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import warble.runtime.Platform;
import warble.runtime.config.HostPort;
import warble.runtime.config.Secret;
import warble.runtime.kafka.KafkaConfig;
import warble.runtime.page.PageTokens;
import warble.runtime.redis.RedisConfig;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.runtime.rpc.RpcNode;

/** A gateway, the echo service behind it, and a client before it. */
final class EchoGateway implements AutoCloseable {

  /** Nothing listens there, and nothing asks. */
  private static final RedisConfig NO_REDIS =
      new RedisConfig(
          List.of(new HostPort("127.0.0.1", 1)),
          false,
          false,
          new Secret(""),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Rpc rpc = RpcNode.alone(vertx, Duration.ofSeconds(10));
  private final EchoService echo = new EchoService(rpc);
  private final Shared shared;
  private final GatewayVerticle gateway;

  private EchoGateway(RedisConfig redis, GatewayConfig config) {
    shared = Shared.of(Serving.read(config));
    gateway = new GatewayVerticle(config, platform(vertx, rpc, redis), shared);
    await(echo.serve());
    await(vertx.deployVerticle(gateway));
  }

  /** A gateway with some keys of the test's configuration set. */
  static EchoGateway with(String... assignments) {
    return new EchoGateway(NO_REDIS, Contracts.config(assignments));
  }

  static EchoGateway withRedis(RedisConfig redis, String... assignments) {
    return new EchoGateway(redis, Contracts.config(assignments));
  }

  /** What a process gives to a gateway that needs no Redis. */
  static Platform platform(Vertx vertx, Rpc rpc) {
    return platform(vertx, rpc, NO_REDIS);
  }

  private static Platform platform(Vertx vertx, Rpc rpc, RedisConfig redis) {
    return new Platform(
        vertx,
        rpc,
        (_, _) -> {},
        redis,
        new KafkaConfig(List.of(), Map.of(), ""),
        new PageTokens(new Secret("a key that is long enough for a test")));
  }

  int port() {
    return gateway.port();
  }

  Vertx vertx() {
    return vertx;
  }

  Revocations revocations() {
    return shared.revocations();
  }

  void forgetCalls() {
    echo.forgetCalls();
  }

  /** The context of the next call that the service got. */
  RpcContext call() throws InterruptedException {
    return echo.call();
  }

  /** Sends a request; headers as name, value, name, value. */
  HttpResponse<String> send(String method, String target, String body, String... headers) {
    return send(
        method, target, body.getBytes(StandardCharsets.UTF_8), BodyHandlers.ofString(), headers);
  }

  <T> HttpResponse<T> send(
      String method, String target, byte[] body, BodyHandler<T> answer, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target))
            .timeout(Duration.ofSeconds(10))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), answer);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  HttpResponse<String> get(String target, String... headers) {
    return send("GET", target, "", headers);
  }

  /** Sends bytes as they are, and returns all that comes back until the connection ends. */
  String raw(String request) {
    try (Socket socket = open(request)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A connection on which these bytes were sent. */
  Socket open(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(10_000);
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    } catch (SocketException ended) {
      // The gateway has answered before it had all of it; the answer is there to be read.
    }
    return socket;
  }

  @Override
  public void close() {
    client.close();
    await(vertx.close());
  }
}
