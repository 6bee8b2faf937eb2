package warble.runtime.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.ServiceName;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call to another process, on a stream of its own. */
final class Http2Call {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Promise<Payload> outcome = Promise.promise();
  private final GrpcClientRequest<Buffer, Buffer> request;
  private final Call call;

  Http2Call(GrpcClientRequest<Buffer, Buffer> request, Call call) {
    this.request = request;
    this.call = call;
  }

  Future<Payload> send() {
    if (call.isOver()) {
      abandon(request, call);
      return tooLate().future();
    }
    prepare(request, call);
    request.response().onSuccess(this::receive).onFailure(this::fail);
    // What fails the request fails the response, unless the callee has already said why.
    request.end(call.request().bytes());
    Runnable forget = call.context().cancellation().onCancel(request::cancel);
    return outcome.future().onComplete(_ -> forget.run());
  }

  /**
   * Gives a stream back that nobody needs any more. One that was never opened cannot be reset, and
   * would take its place in the connection for as long as that lives.
   */
  static void abandon(GrpcClientRequest<Buffer, Buffer> request, Call call) {
    prepare(request, call);
    request.end(call.request().bytes());
    request.cancel();
  }

  static Failure tooLate() {
    return new Failure.Cancelled("the call was over before it was sent");
  }

  /** Everything but the message. */
  static void prepare(GrpcClientRequest<Buffer, Buffer> request, Call call) {
    request.serviceName(ServiceName.create(call.service())).methodName(call.method());
    request.timeout(
        Math.max(0, call.context().deadline().remaining().toNanos()) + 1, TimeUnit.NANOSECONDS);
    GrpcHeaders.write(call.context(), request.headers());
  }

  private void receive(GrpcClientResponse<Buffer, Buffer> response) {
    call.context().responseMetadata().take(GrpcHeaders.metadata(response.headers()));
    response.invalidMessageHandler(_ -> refuse());
    // A stream that is reset after its headers ends no future of the response.
    response.errorHandler(error -> fail(new VertxException("reset: " + error)));
    response
        .last()
        .onComplete(
            bytes -> outcome.tryComplete(new Payload.Wire(bytes)), cause -> fail(response, cause));
  }

  private void refuse() {
    outcome.tryFail(tooLarge().exception());
    request.cancel();
  }

  private void fail(GrpcClientResponse<Buffer, Buffer> response, Throwable cause) {
    if (cause instanceof InvalidStatusException) {
      outcome.tryFail(Statuses.failureOf(status(response)).exception());
    } else {
      fail(cause);
    }
  }

  private void fail(Throwable cause) {
    outcome.tryFail(cause);
  }

  /** What fails because the other side is away is a failure; all else stays what it is. */
  static Throwable expected(Call call, Throwable cause) {
    return switch (cause) {
      case ConnectException nowhere ->
          new Failure.Unavailable(String.valueOf(nowhere.getMessage()), RETRY_AFTER).exception();
      case VertxException _, IOException _ ->
          new Failure.Unavailable("the connection to " + call.service() + " was lost", RETRY_AFTER)
              .exception();
      default -> cause;
    };
  }

  static Failure tooLarge() {
    return new Failure.ResourceExhausted(
        "MESSAGE_TOO_LARGE", "the response is too large", Duration.ZERO);
  }

  /** Why it failed, with the details that came along. */
  static Status status(GrpcClientResponse<?, ?> response) {
    String details = details(response);
    if (details == null) {
      return withoutDetails(response);
    }
    try {
      return GrpcHeaders.decode(details);
    } catch (InvalidProtocolBufferException | IllegalArgumentException _) {
      return withoutDetails(response);
    }
  }

  private static @Nullable String details(GrpcClientResponse<?, ?> response) {
    String trailer = response.trailers().get(GrpcHeaders.STATUS_DETAILS);
    return trailer != null ? trailer : response.headers().get(GrpcHeaders.STATUS_DETAILS);
  }

  private static Status withoutDetails(GrpcClientResponse<?, ?> response) {
    return Status.newBuilder()
        .setCode(response.status().code)
        .setMessage(Objects.requireNonNullElse(response.statusMessage(), ""))
        .build();
  }
}
