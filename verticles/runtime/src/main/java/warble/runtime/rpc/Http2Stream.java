package warble.runtime.rpc;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import org.jspecify.annotations.Nullable;

/** A server-streaming call to another process. HTTP/2's flow control makes the callee wait. */
final class Http2Stream implements MessageSource {

  private final Promise<MessageSource> opened = Promise.promise();
  private final GrpcClientRequest<Buffer, Buffer> request;
  private final Call call;
  private @Nullable GrpcClientResponse<Buffer, Buffer> response;

  Http2Stream(GrpcClientRequest<Buffer, Buffer> request, Call call) {
    this.request = request;
    this.call = call;
  }

  Future<MessageSource> open() {
    if (call.isOver()) {
      Http2Call.abandon(request, call);
      return Http2Call.tooLate().future();
    }
    Http2Call.prepare(request, call);
    request.response().onSuccess(this::receive).onFailure(opened::tryFail);
    request.end(call.request().bytes());
    call.context().cancellation().onCancel(request::cancel);
    return opened.future();
  }

  private void receive(GrpcClientResponse<Buffer, Buffer> answer) {
    response = answer;
    call.context().responseMetadata().take(GrpcHeaders.metadata(answer.headers()));
    answer.pause();
    opened.tryComplete(this);
  }

  @Override
  public void start(Sink sink) {
    GrpcClientResponse<Buffer, Buffer> answer = answer();
    answer.invalidMessageHandler(_ -> {
      sink.fail(Http2Call.tooLarge().exception());
      request.cancel();
    });
    answer.errorHandler(
        error -> sink.fail(Http2Call.expected(call, new VertxException("reset: " + error))));
    answer.exceptionHandler(cause -> sink.fail(Http2Call.expected(call, cause)));
    answer.endHandler(_ -> end(answer, sink));
    answer.handler(sink::message);
  }

  private static void end(GrpcClientResponse<Buffer, Buffer> answer, Sink sink) {
    if (answer.status() == GrpcStatus.OK) {
      sink.end();
    } else {
      sink.fail(Statuses.failureOf(Http2Call.status(answer)).exception());
    }
  }

  @Override
  public void fetch(int messages) {
    answer().fetch(messages);
  }

  private GrpcClientResponse<Buffer, Buffer> answer() {
    if (response == null) {
      throw new IllegalStateException("the call has not been answered yet");
    }
    return response;
  }
}
