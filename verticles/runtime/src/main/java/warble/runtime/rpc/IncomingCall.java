package warble.runtime.rpc;

import com.google.rpc.Status;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of another process, handed on to the service in this one. */
final class IncomingCall {

  /** What the client accepts, less room for the other headers and base64's four bytes for three. */
  private static final int MAX_STATUS_BYTES = Http2Client.MAX_HEADER_BYTES / 2;

  /** The message stands in the status too. */
  private static final int MAX_MESSAGE_LENGTH = 1_000;

  /** At once: another process serves the caller meanwhile. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final GrpcServerRequest<Buffer, Buffer> request;
  private final RpcContext context;
  private @Nullable Buffer message;
  private Runnable forget = () -> {};
  private boolean answered;
  private boolean headed;

  private IncomingCall(GrpcServerRequest<Buffer, Buffer> request, RpcContext context) {
    this.request = request;
    this.context = context;
  }

  static void accept(
      GrpcServerRequest<Buffer, Buffer> request, Duration defaultTimeout, LocalCalls node) {
    try {
      RpcContext context = GrpcHeaders.read(request.headers(), defaultTimeout);
      new IncomingCall(request, context).receive(node);
    } catch (FailureException malformed) {
      end(request.response(), Statuses.statusOf(malformed.failure()));
    }
  }

  private void receive(LocalCalls node) {
    request.errorHandler(_ -> context.cancellation().cancel());
    request.exceptionHandler(_ -> context.cancellation().cancel());
    request.response().exceptionHandler(_ -> context.cancellation().cancel());
    request.invalidMessageHandler(_ -> refuse(tooLarge()));
    request.handler(bytes -> message = bytes);
    request.endHandler(_ -> handOn(node));
  }

  private void handOn(LocalCalls node) {
    if (message == null) {
      refuse(new Failure.InvalidArgument("there is no message", List.of()));
    } else if (node.isStreaming(request.fullMethodName())) {
      endWith(node.draining());
      node.stream(call(new Payload.Wire(message))).onComplete(this::send, this::fail);
    } else {
      node.call(call(new Payload.Wire(message))).onComplete(this::answer, this::fail);
    }
  }

  /** Whoever cancels is on another thread. */
  private void endWith(Cancellation draining) {
    Context here = Vertx.currentContext();
    forget = draining.onCancel(() -> here.runOnContext(_ -> sendElsewhere()));
    context.cancellation().onCancel(forget);
  }

  private void sendElsewhere() {
    refuse(new Failure.Unavailable("this process is being stopped", RETRY_AFTER));
    context.cancellation().cancel();
  }

  private Call call(Payload bytes) {
    return new Call(
        request.serviceName().fullyQualifiedName(), request.methodName(), bytes, context);
  }

  private void answer(Payload response) {
    if (begin()) {
      request.response().end(response.bytes());
    }
  }

  private void send(ReadStream<Buffer> messages) {
    if (context.cancellation().isCancelled()) {
      return;
    }
    writeMetadata();
    request.response().writeHead();
    messages.exceptionHandler(this::fail);
    messages.endHandler(_ -> finish());
    messages.handler(bytes -> send(bytes, messages));
    messages.resume();
  }

  /** Messages that were under way when the call was cancelled have nowhere to go. */
  private void send(Buffer bytes, ReadStream<Buffer> messages) {
    if (context.cancellation().isCancelled()) {
      return;
    }
    GrpcServerResponse<Buffer, Buffer> response = request.response();
    response.write(bytes);
    if (response.writeQueueFull()) {
      messages.pause();
      response.drainHandler(_ -> messages.resume());
    }
  }

  private void finish() {
    if (begin()) {
      request.response().end();
    }
  }

  private void fail(Throwable cause) {
    refuse(Statuses.failureOf(request.fullMethodName(), cause));
  }

  private void refuse(Failure failure) {
    if (begin()) {
      end(request.response(), Statuses.statusOf(failure));
    }
  }

  /** Nobody reads the answer to a call that was cancelled; its stream is closed. */
  private boolean begin() {
    boolean first = !answered && !context.cancellation().isCancelled();
    answered = true;
    forget.run();
    if (first) {
      writeMetadata();
    }
    return first;
  }

  /** In the headers, which go out once. */
  private void writeMetadata() {
    if (!headed) {
      headed = true;
      GrpcHeaders.write(context.responseMetadata().values(), request.response().headers());
    }
  }

  private static void end(GrpcServerResponse<Buffer, Buffer> response, Status status) {
    response.status(GrpcStatus.valueOf(status.getCode()));
    response.statusMessage(truncated(status.getMessage()));
    if (status.getSerializedSize() <= MAX_STATUS_BYTES) {
      response.trailers().set(GrpcHeaders.STATUS_DETAILS, GrpcHeaders.encode(status));
    }
    response.end();
  }

  private static String truncated(String message) {
    return message.length() <= MAX_MESSAGE_LENGTH
        ? message
        : message.substring(0, MAX_MESSAGE_LENGTH);
  }

  private static Failure tooLarge() {
    return new Failure.ResourceExhausted(
        "MESSAGE_TOO_LARGE", "the request is too large", Duration.ZERO);
  }
}
