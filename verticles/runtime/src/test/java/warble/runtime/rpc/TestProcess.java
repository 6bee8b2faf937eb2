package warble.runtime.rpc;

import com.google.protobuf.StringValue;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;

/** A process with a Vert.x of its own, though it shares its JVM with others here. */
record TestProcess(Vertx vertx, RpcNode rpc) {

  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  static final DataSize MAX_MESSAGE_SIZE = new DataSize(256 << 10);

  /** Nothing listens there. */
  static final HostPort NOWHERE = new HostPort("127.0.0.1", 1);

  static TestProcess alone() {
    Vertx vertx = Vertx.vertx();
    return new TestProcess(vertx, RpcNode.alone(vertx, DEFAULT_TIMEOUT));
  }

  /** One of several processes; it deploys these services and has yet to learn where others are. */
  static TestProcess among(String... localServices) {
    return among(MAX_MESSAGE_SIZE, localServices);
  }

  static TestProcess among(DataSize maxMessageSize, String... localServices) {
    return among(maxMessageSize, Resilience.NONE, localServices);
  }

  /** One without services, with a policy for those that fail. */
  static TestProcess with(Resilience policy) {
    return among(MAX_MESSAGE_SIZE, policy);
  }

  private static TestProcess among(
      DataSize maxMessageSize, Resilience policy, String... localServices) {
    Vertx vertx = Vertx.vertx();
    RpcConfig config =
        new RpcConfig(
            new HostPort("127.0.0.1", 0),
            DEFAULT_TIMEOUT,
            maxMessageSize,
            Duration.ofSeconds(5),
            Map.of("default", List.of(NOWHERE)),
            policy);
    return new TestProcess(vertx, RpcNode.create(vertx, config, Set.of(localServices)));
  }

  static String service(ServiceMethod<?, ?> method) {
    return method.serviceName().fullyQualifiedName();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (TimeoutException timeout) {
      throw new AssertionError("no result after 60 s", timeout);
    }
  }

  HostPort listen() {
    return await(rpc.listen()).orElseThrow();
  }

  /** Deploys a verticle that serves the one method; returns the deployment's id. */
  String serve(
      ServiceMethod<StringValue, StringValue> method,
      Function<StringValue, Future<StringValue>> handler) {
    return serve(method, 1, () -> handler);
  }

  /** Deploys some instances, each with a handler of its own. */
  String serve(
      ServiceMethod<StringValue, StringValue> method,
      int instances,
      java.util.function.Supplier<Function<StringValue, Future<StringValue>>> handlers) {
    return await(
        vertx.deployVerticle(
            () -> verticle(method, handlers.get()),
            new DeploymentOptions().setInstances(instances)));
  }

  /** Deploys a verticle that serves the one streaming method. */
  String stream(
      ServiceMethod<StringValue, StringValue> method,
      Function<StringValue, Future<ReadStream<StringValue>>> handler) {
    return await(
        vertx.deployVerticle(
            verticle(RpcService.named(service(method)).serverStreaming(method, handler).build())));
  }

  Future<StringValue> say(String text) {
    return rpc.client(EchoGrpcClient.class).say(StringValue.of(text));
  }

  void close() {
    await(vertx.close());
  }

  private Deployable verticle(
      ServiceMethod<StringValue, StringValue> method,
      Function<StringValue, Future<StringValue>> handler) {
    return verticle(RpcService.named(service(method)).unary(method, handler).build());
  }

  private Deployable verticle(RpcService service) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        return rpc.serve(service);
      }
    };
  }
}
