package warble.gateway;

import com.google.rpc.Code;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.Status;
import com.google.rpc.StatusProto;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import warble.json.JsonCodec;
import warble.json.Limits;
import warble.json.MessageCodec;
import warble.json.PrintOptions;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Statuses;

/** Writes answers; an error of any layer is a {@code google.rpc.Status} as JSON. */
final class Answers {

  private static final String PAGE_POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " frame-ancestors 'none'";

  /** Of a status, with the details that {@code google/rpc/error_details.proto} has. */
  private static final MessageCodec STATUS =
      JsonCodec.of(
              List.of(StatusProto.getDescriptor(), ErrorDetailsProto.getDescriptor()),
              Limits.DEFAULT)
          .message(Status.getDescriptor().getFullName());

  private Answers() {}

  /** Answers with what a service says. */
  static void content(HttpServerRequest request, int status, Content content) {
    send(request, status, content.type(), content.bytes());
  }

  /** Answers with a page of the gateway's own, which may load nothing from elsewhere. */
  static void page(HttpServerRequest request, Content content) {
    request
        .response()
        .putHeader("Content-Security-Policy", PAGE_POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    content(request, 200, content);
  }

  private static void send(HttpServerRequest request, int status, String type, Buffer body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(body);
    }
  }

  /** Answers with a failure; an unexpected one is logged here. */
  static void failure(HttpServerRequest request, String requestId, Throwable cause) {
    if (cause instanceof HttpRefusal refusal) {
      refuse(request, refusal);
    } else {
      Failure failure = Statuses.failureOf("request " + requestId, cause);
      failure(request, statusOf(failure), failure);
    }
  }

  private static void refuse(HttpServerRequest request, HttpRefusal refusal) {
    if (refusal.last() && request.version() != HttpVersion.HTTP_2) {
      request.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    failure(request, refusal.status(), refusal.failure());
  }

  private static void failure(HttpServerRequest request, int status, Failure failure) {
    switch (failure) {
      case Failure.ResourceExhausted(_, _, var delay) -> retryAfter(request, delay);
      case Failure.Unavailable(_, var delay) -> retryAfter(request, delay);
      case Failure.Unauthenticated(var reason, _) -> challenge(request, reason);
      default -> {}
    }
    send(request, status, Content.JSON, body(Statuses.statusOf(failure)));
  }

  /** In whole seconds, rounded up. */
  private static void retryAfter(HttpServerRequest request, Duration delay) {
    long seconds = Math.max(1, delay.plusSeconds(1).minusNanos(1).toSeconds());
    request.response().headers().set("Retry-After", Long.toString(seconds));
  }

  /** RFC 6750, section 3. A wrong password is no wrong token. */
  private static void challenge(HttpServerRequest request, String reason) {
    boolean wrong = reason.startsWith("TOKEN_") && !reason.equals(AccessToken.MISSING);
    String error = wrong ? ", error=\"invalid_token\"" : "";
    request.response().headers().set("WWW-Authenticate", "Bearer realm=\"warble\"" + error);
  }

  /** A failure as JSON, where an answer has begun already; an unexpected one is logged here. */
  static Buffer status(String requestId, Throwable cause) {
    return body(Statuses.statusOf(Statuses.failureOf("request " + requestId, cause)));
  }

  private static Buffer body(Status status) {
    return Buffer.buffer(STATUS.toJson(status.toByteArray(), PrintOptions.STANDARD));
  }

  private static int statusOf(Failure failure) {
    return httpStatus(Code.forNumber(Statuses.statusOf(failure).getCode()));
  }

  /** The mapping that {@code google/rpc/code.proto} gives. */
  static int httpStatus(Code code) {
    return switch (code) {
      case OK -> 200;
      case CANCELLED -> 499;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case DEADLINE_EXCEEDED -> 504;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case PERMISSION_DENIED -> 403;
      case UNAUTHENTICATED -> 401;
      case RESOURCE_EXHAUSTED -> 429;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case UNKNOWN, INTERNAL, DATA_LOSS, UNRECOGNIZED -> 500;
    };
  }
}
