package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;

/**
 * Compresses answers for clients that take gzip.
 *
 * <p>Vert.x's own would do it for a whole HTTP/2 connection and not for one of its streams, and
 * there knows no smallest size. Answers that are streams are left alone: a compressor holds 256 KiB
 * for as long as its stream lasts.
 */
final class Compression {

  /** More than this takes an event loop too long. */
  private static final int AT_ONCE = 128 * 1024;

  /** Text, by its media type; other things are compressed already, or may be. */
  private static final Pattern TEXT =
      Pattern.compile(
          "(text/|[^;]*[/+](json|xml|yaml|javascript|x-ndjson)\\b).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Vertx vertx;
  private final GatewayConfig.Gzip config;

  Compression(Vertx vertx, GatewayConfig.Gzip config) {
    this.vertx = vertx;
    this.config = config;
  }

  /** The bytes to answer with, and the headers of the answer that say what they are. */
  Future<Content> apply(HttpServerRequest request, Content plain) {
    if (!config.responses() || !isText(plain.type())) {
      return Future.succeededFuture(plain);
    }
    MultiMap headers = request.response().headers();
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (plain.bytes().length() < config.minSize().bytes()
        || !AcceptedCodings.of(request).prefersGzip()) {
      return Future.succeededFuture(plain);
    }
    return packed(plain.bytes())
        .onSuccess(_ -> headers.set(HttpHeaders.CONTENT_ENCODING, Gzip.NAME))
        .map(bytes -> new Content(plain.type(), bytes));
  }

  /** Nearly all answers are JSON. */
  private static boolean isText(String type) {
    return type.equals(Content.JSON) || TEXT.matcher(type).matches();
  }

  private Future<Buffer> packed(Buffer plain) {
    return plain.length() > AT_ONCE
        ? vertx.executeBlocking(() -> Gzip.deflate(plain, config.level()))
        : Future.succeededFuture(Gzip.deflate(plain, config.level()));
  }
}
