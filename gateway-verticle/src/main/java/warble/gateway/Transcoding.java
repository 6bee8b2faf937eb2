package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
      refuseForeign(request);
    }
    String query = request.query();
    Buffer message =
        exchange
            .route()
            .transcoder()
            .request(
                exchange.payload(), exchange.captures(), Query.parse(query == null ? "" : query));
    return Future.succeededFuture(exchange.with(message));
  }

  /** Makes JSON of the response message. */
  static Future<Exchange> toJson(Exchange exchange) {
    Buffer json = exchange.route().transcoder().response(exchange.payload());
    return Future.succeededFuture(exchange.with(json));
  }

  private static void refuseForeign(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (type != null && !JSON.matcher(type.strip()).matches()) {
      throw HttpRefusal.unsupportedMediaType("has another type (expected: application/json)");
    }
    if (!isPlain(encoding)) {
      throw HttpRefusal.unsupportedMediaType("is encoded (expected: no Content-Encoding)");
    }
  }

  private static boolean isPlain(@Nullable String encoding) {
    return encoding == null || encoding.strip().equalsIgnoreCase("identity");
  }
}
