package warble.runtime.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;

class RpcContractTest {
  @Test
  void smoke() throws Exception {
    Vertx vertx = Vertx.vertx();
    String name = EchoGrpcClient.Say.serviceName().fullyQualifiedName();
    RpcConfig config =
        new RpcConfig(
            new HostPort("127.0.0.1", 0),
            Duration.ofSeconds(5),
            new DataSize(1 << 20),
            Duration.ofSeconds(5),
            Map.of("echo", List.of(new HostPort("127.0.0.1", 1))));
    RpcNode server = RpcNode.create(vertx, config, Set.of(name));
    await(
        vertx.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                return server.serve(
                    RpcService.named(name)
                        .unary(
                            EchoGrpcClient.Say,
                            q ->
                                Future.succeededFuture(
                                    StringValue.of(q.getValue() + server.current().viewerId())))
                        .build());
              }
            }));
    HostPort port = await(server.listen()).orElseThrow();
    RpcNode client = RpcNode.create(vertx, config, Set.of());
    client.setInstances(name, List.of(port));
    assertThat(await(server.client(EchoGrpcClient.class).say(StringValue.of("a"))).getValue())
        .isEqualTo("a0");
    RpcContext ctx =
        new RpcContext(
            new Caller.User(7),
            Deadline.after(Duration.ofSeconds(3)),
            new Cancellation(),
            Map.of());
    assertThat(
            await(
                    client.with(
                        ctx, () -> client.client(EchoGrpcClient.class).say(StringValue.of("a"))))
                .getValue())
        .isEqualTo("a7");
    await(vertx.close());
  }

  static <T> T await(Future<T> f) throws Exception {
    return f.await(10, TimeUnit.SECONDS);
  }
}
