package warble.runtime.rpc;

import com.google.protobuf.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Objects;

/** Serves the calls that arrive for one verticle instance on the local event bus. */
final class LocalService {

  private final Vertx vertx;
  private final RpcService service;

  LocalService(Vertx vertx, RpcService service) {
    this.vertx = vertx;
    this.service = service;
  }

  /** Starts on the current context; undeploying its verticle ends it. */
  Future<Void> register() {
    MessageConsumer<Call> consumer =
        vertx.eventBus().localConsumer(LocalTransport.address(service.name()));
    return consumer.handler(this::receive).completion();
  }

  private void receive(io.vertx.core.eventbus.Message<Call> message) {
    Call call = message.body();
    // The bus has made a duplicate of the verticle's context for this message.
    RpcContextLocal.attach(vertx.getOrCreateContext(), call.context());
    serve(call)
        .otherwise(cause -> new Reply.Failed(Statuses.failureOf(call.fullMethodName(), cause)))
        .onSuccess(reply -> message.reply(reply, PassThroughCodec.options()));
  }

  private Future<Reply> serve(Call call) {
    RpcService.Method<?, ?> method = service.methods().get(call.method());
    if (method == null) {
      return new Failure.Unimplemented("there is no method " + call.fullMethodName()).future();
    }
    if (call.isOver()) {
      return new Failure.DeadlineExceeded("the deadline passed before the call began").future();
    }
    return switch (method) {
      case RpcService.Unary<?, ?> unary -> answer(unary, call.request());
      case RpcService.ServerStreaming<?, ?> streaming -> stream(streaming, call.request());
    };
  }

  private static <Q extends Message, R extends Message> Future<Reply> answer(
      RpcService.Unary<Q, R> method, Payload request) {
    return parse(method, request)
        .compose(method.handler())
        .map(response -> request.answer(Objects.requireNonNull(response)))
        .map(Reply.Answered::new);
  }

  private <Q extends Message, R extends Message> Future<Reply> stream(
      RpcService.ServerStreaming<Q, R> method, Payload request) {
    Context context = vertx.getOrCreateContext();
    return parse(method, request)
        .compose(method.handler())
        .map(messages -> new LocalSource<>(context, messages.pause()))
        .map(Reply.Streaming::new);
  }

  private static <Q extends Message> Future<Q> parse(
      RpcService.Method<Q, ?> method, Payload request) {
    return Future.succeededFuture(request)
        .map(payload -> payload.message(method.contract().decoder()));
  }
}
