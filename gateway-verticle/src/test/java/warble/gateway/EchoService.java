package warble.gateway;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.runtime.rpc.RpcService;

/** The service that answers what it was asked, or fails as it was asked. */
final class EchoService {

  private final BlockingQueue<RpcContext> calls = new LinkedBlockingQueue<>();
  private final Rpc rpc;

  EchoService(Rpc rpc) {
    this.rpc = rpc;
  }

  /** Offers it in this process. */
  Future<Void> serve() {
    return rpc.serve(service());
  }

  private RpcService service() {
    RpcService.Builder service = RpcService.named(Contracts.echoService().getFullName());
    Contracts.echoService().getMethods().forEach(method -> add(service, method));
    return service.build();
  }

  private void add(RpcService.Builder service, MethodDescriptor method) {
    ServiceMethod<DynamicMessage, DynamicMessage> contract =
        ServiceMethod.server(
            ServiceName.create(Contracts.echoService().getFullName()),
            method.getName(),
            GrpcMessageEncoder.encoder(),
            GrpcMessageDecoder.decoder(DynamicMessage.getDefaultInstance(Contracts.thing())));
    service.unary(contract, method.getName().equals("Fail") ? this::fail : this::answer);
  }

  private Future<DynamicMessage> answer(DynamicMessage thing) {
    calls.add(rpc.current());
    return Future.succeededFuture(thing);
  }

  private Future<DynamicMessage> fail(DynamicMessage thing) {
    calls.add(rpc.current());
    return switch (thing.getField(Contracts.thing().findFieldByName("name")).toString()) {
      case "never" -> Promise.<DynamicMessage>promise().future();
      case "invalid" -> Failure.invalid("some_field", "is wrong").future();
      case "unauthenticated" -> new Failure.Unauthenticated("REASON", "who?").future();
      case "denied" -> new Failure.PermissionDenied("REASON", "no").future();
      case "absent" -> new Failure.NotFound("things/1", "gone").future();
      case "exists" -> new Failure.AlreadyExists("name", "taken").future();
      case "precondition" -> new Failure.FailedPrecondition("REASON", "not now").future();
      case "aborted" -> new Failure.Aborted("REASON", "again").future();
      case "exhausted" ->
          new Failure.ResourceExhausted("REASON", "slow down", Duration.ofMillis(1500)).future();
      case "unavailable" -> new Failure.Unavailable("away", Duration.ofSeconds(7)).future();
      case "unimplemented" -> new Failure.Unimplemented("not here").future();
      default -> throw new IllegalStateException("the secret of the service");
    };
  }

  void forgetCalls() {
    calls.clear();
  }

  /** How many calls it got that nobody asked for or forgot. */
  int calls() {
    return calls.size();
  }

  /** The context of the next call that it got. */
  RpcContext call() throws InterruptedException {
    RpcContext call = calls.poll(5, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("no call came");
    }
    return call;
  }
}
