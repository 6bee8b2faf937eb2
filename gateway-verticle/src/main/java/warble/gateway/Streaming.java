package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import warble.runtime.rpc.Failure;

/** The stage that calls a server-streaming method and answers with its messages. */
final class Streaming {

  private static final Failure STOPPING =
      new Failure.Unavailable("this server stops", Duration.ofSeconds(1));

  private final Vertx vertx;
  private final Backend backend;
  private final Cookies cookies;
  private final Duration heartbeat;
  private final Consumer<Exchange> recheck;
  private final Set<StreamedAnswer> endless = new HashSet<>();

  /**
   * Answers by calls of a backend.
   *
   * @param heartbeat how often server-sent events have a comment, and tokens are looked at again
   * @param recheck throws when the caller may not go on
   */
  Streaming(
      Vertx vertx,
      Backend backend,
      Cookies cookies,
      Duration heartbeat,
      Consumer<Exchange> recheck) {
    this.vertx = vertx;
    this.backend = backend;
    this.cookies = cookies;
    this.heartbeat = heartbeat;
    this.recheck = recheck;
  }

  Future<Exchange> answer(Exchange exchange) {
    StreamFormat format = format(exchange);
    cookies.clear(exchange);
    StreamedAnswer answer = new StreamedAnswer(exchange, format);
    answer.beat(vertx, heartbeat, () -> recheck.accept(exchange));
    if (exchange.route().options().timeout().isZero()) {
      endless.add(answer);
      answer.done().onComplete(_ -> endless.remove(answer));
    }
    // What is wrong with the request ends the answer too, and with it the heartbeat.
    Future.succeededFuture(exchange)
        .map(exchange.route().events()::resume)
        .compose(backend::stream)
        .onComplete(answer::write, answer::fail);
    // What was sent is with the service, and need not be held for as long as the answer takes.
    exchange.body().close();
    return answer.done().map(_ -> exchange);
  }

  /** Ends the answers that would not end by themselves: to stop may not wait for them. */
  void end() {
    List.copyOf(endless).forEach(answer -> answer.fail(STOPPING.exception()));
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
