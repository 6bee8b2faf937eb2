package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;

/** The stage that calls a server-streaming method and answers with its messages. */
final class Streaming {

  private final Vertx vertx;
  private final Backend backend;
  private final Cookies cookies;
  private final Duration heartbeat;

  /**
   * Answers by calls of a backend.
   *
   * @param heartbeat how often server-sent events have a comment
   */
  Streaming(Vertx vertx, Backend backend, Cookies cookies, Duration heartbeat) {
    this.vertx = vertx;
    this.backend = backend;
    this.cookies = cookies;
    this.heartbeat = heartbeat;
  }

  Future<Exchange> answer(Exchange exchange) {
    StreamFormat format = format(exchange);
    cookies.clear(exchange);
    StreamedAnswer answer = new StreamedAnswer(exchange, format).withHeartbeat(vertx, heartbeat);
    // What is wrong with the request ends the answer too, and with it the heartbeat.
    Future.succeededFuture(exchange)
        .compose(backend::stream)
        .onComplete(answer::write, answer::fail);
    // What was sent is with the service, and need not be held for as long as the answer takes.
    exchange.body().close();
    return answer.done().map(_ -> exchange);
  }

  private static StreamFormat format(Exchange exchange) {
    if (exchange.route().transcoder().answersRaw()) {
      return StreamFormat.RAW;
    }
    exchange.arrival().responseHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    StreamFormat format =
        StreamFormat.accepted(exchange.arrival().request().getHeader(HttpHeaders.ACCEPT));
    if (format == StreamFormat.EVENTS) {
      exchange.arrival().responseHeaders().set(HttpHeaders.CACHE_CONTROL, "no-cache");
      // Known to proxies that would otherwise wait for more.
      exchange.arrival().responseHeaders().set("X-Accel-Buffering", "no");
    }
    return format;
  }
}
