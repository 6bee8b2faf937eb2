package warble.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.runtime.rpc.RpcService;

/** The service of {@code shapes.proto}. */
final class ShapesService {

  static final ServiceDescriptor CONTRACT =
      Protoset.read(List.of("classpath:shapes.protoset")).services().getFirst();

  private final Rpc rpc;
  private final BlockingQueue<Streamed> streams = new LinkedBlockingQueue<>();

  ShapesService(Rpc rpc) {
    this.rpc = rpc;
  }

  /** A call of a streaming method, and how far it is. */
  record Streamed(RpcContext context, CountingStream messages) {}

  /** Offers it in this process. */
  Future<Void> serve() {
    RpcService.Builder service = RpcService.named(CONTRACT.getFullName());
    for (MethodDescriptor method : CONTRACT.getMethods()) {
      if (method.isServerStreaming()) {
        service.serverStreaming(contract(method), request -> stream(method, request));
      } else {
        service.unary(contract(method), this::answer);
      }
    }
    return rpc.serve(service.build());
  }

  private static ServiceMethod<DynamicMessage, DynamicMessage> contract(MethodDescriptor method) {
    return ServiceMethod.server(
        ServiceName.create(CONTRACT.getFullName()),
        method.getName(),
        GrpcMessageEncoder.encoder(),
        GrpcMessageDecoder.decoder(DynamicMessage.getDefaultInstance(method.getInputType())));
  }

  private Future<DynamicMessage> answer(DynamicMessage message) {
    setMetadata();
    return Future.succeededFuture(message);
  }

  private void setMetadata() {
    rpc.current().responseMetadata().set("x-total", "3");
    rpc.current().responseMetadata().set("x-secret", "4");
  }

  private Future<ReadStream<DynamicMessage>> stream(MethodDescriptor method, DynamicMessage range) {
    setMetadata();
    int to = (int) value(range, "to");
    String padding = "x".repeat((int) value(range, "padding"));
    String then = (String) value(range, "then");
    if (then.equals("first")) {
      return new Failure.NotFound("numbers", "there are none").future();
    }
    CountingStream messages =
        new CountingStream(to, then, i -> message(method.getOutputType(), i, i + padding));
    streams.add(new Streamed(rpc.current(), messages));
    return Future.succeededFuture(messages);
  }

  private static Object value(DynamicMessage message, String field) {
    return message.getField(message.getDescriptorForType().findFieldByName(field));
  }

  private static DynamicMessage message(Descriptor type, int value, String text) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    if (RawContent.is(type.getFullName())) {
      message.setField(type.findFieldByName("content_type"), "text/plain");
      message.setField(type.findFieldByName("data"), ByteString.copyFromUtf8(text + "\n"));
    } else {
      message.setField(type.findFieldByName("value"), value);
      message.setField(type.findFieldByName("text"), text);
    }
    return message.build();
  }

  /** The next call of a streaming method that it got. */
  Streamed streamed() throws InterruptedException {
    Streamed call = streams.poll(5, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("no call came in " + Duration.ofSeconds(5));
    }
    return call;
  }
}
