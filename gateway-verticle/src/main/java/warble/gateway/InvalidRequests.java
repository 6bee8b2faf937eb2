package warble.gateway;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** Answers requests that are no HTTP, or too much of it. */
final class InvalidRequests {

  private InvalidRequests() {}

  static void refuse(HttpServerRequest request) {
    String requestId = RequestIds.of(request.getHeader(RequestIds.HEADER));
    request.response().putHeader(RequestIds.HEADER, requestId);
    Answers.failure(request, requestId, refusal(request.decoderResult().cause()));
  }

  private static HttpRefusal refusal(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> HttpRefusal.broken("URI", "is too long", 414);
      case TooLongHttpHeaderException _ -> HttpRefusal.broken("headers", "are too large", 431);
      default -> HttpRefusal.broken("request", "is not HTTP", 400);
    };
  }
}
