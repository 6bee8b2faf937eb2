package warble.runtime.rpc;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import java.time.Duration;
import java.util.Iterator;

/** Reaches a service of other processes by gRPC over HTTP/2, balancing over its instances. */
final class Http2Transport implements Transport {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final GrpcClient client;
  private final Instances instances;

  Http2Transport(GrpcClient client, Instances instances) {
    this.client = client;
    this.instances = instances;
  }

  @Override
  public Future<Payload> send(Call call) {
    return connect(call).compose(request -> new Http2Call(request, call).send());
  }

  @Override
  public Future<MessageSource> stream(Call call) {
    return connect(call).compose(request -> new Http2Stream(request, call).open());
  }

  private Future<GrpcClientRequest<Buffer, Buffer>> connect(Call call) {
    return instances.inTurn().compose(order -> connect(call, order.iterator()));
  }

  /** A connection that cannot be had has cost nothing yet, so the next instance may be tried. */
  private Future<GrpcClientRequest<Buffer, Buffer>> connect(
      Call call, Iterator<SocketAddress> order) {
    if (call.isOver()) {
      return Http2Call.tooLate().future();
    }
    if (!order.hasNext()) {
      return unreachable(call).future();
    }
    SocketAddress instance = order.next();
    return client
        .request(instance)
        .recover(_ -> {
          instances.shun(instance);
          return connect(call, order);
        });
  }

  private static Failure unreachable(Call call) {
    return new Failure.Unavailable(call.service() + " cannot be reached", RETRY_AFTER);
  }
}
