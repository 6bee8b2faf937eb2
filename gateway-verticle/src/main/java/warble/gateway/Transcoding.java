package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;

/** The stages between HTTP and protobuf. */
final class Transcoding {

  /**
   * JSON is UTF-8 (RFC 8259, section 8.1), whether or not the client says so; other parameters mean
   * nothing.
   */
  private static final Pattern JSON =
      Pattern.compile(
          "application/([\\w.+-]+\\+)?json\\s*"
              + "(;\\s*(charset=\"?utf-8\"?|(?!charset)[\\w.+-]+=[^;]*)\\s*)*;?",
          Pattern.CASE_INSENSITIVE);

  private Transcoding() {}

  /** Reads the body, which then is the payload. */
  static Future<Exchange> receive(Exchange exchange) {
    return exchange.body().read().map(exchange::with);
  }

  /** Makes the request message of path, query and body. */
  static Future<Exchange> toMessage(Exchange exchange) {
    HttpServerRequest request = exchange.arrival().request();
    if (exchange.payload().length() > 0) {
      refuseForeign(exchange);
    }
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String query = request.query();
    Buffer message =
        exchange
            .route()
            .transcoder()
            .request(
                new Content(type == null ? "" : type.strip(), exchange.payload()),
                exchange.captures(),
                Query.parse(query == null ? "" : query));
    return Future.succeededFuture(exchange.with(message));
  }

  /** Answers with the response message. */
  static Future<Exchange> answer(Exchange exchange, Compression compression) {
    HttpServerRequest request = exchange.arrival().request();
    return compression
        .apply(request, exchange.route().transcoder().response(exchange.payload()))
        .onSuccess(content -> Answers.content(request, 200, content))
        .map(exchange);
  }

  private static void refuseForeign(Exchange exchange) {
    String type = exchange.arrival().request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (!exchange.route().transcoder().takesRaw() && type != null && !isJson(type.strip())) {
      throw HttpRefusal.unsupportedMediaType("has another type (expected: application/json)");
    }
  }

  /** Most clients send the plain name. */
  private static boolean isJson(String type) {
    return type.equals(Content.JSON) || JSON.matcher(type).matches();
  }
}
