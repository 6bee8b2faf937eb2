package warble.gateway;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import warble.gateway.Routes.Lookup;
import warble.runtime.rpc.Failure;

/** Takes requests in, finds their route, sends them through the pipeline, and answers. */
final class Edge implements Handler<HttpServerRequest> {

  private static final SortedSet<String> PAGE_METHODS =
      new TreeSet<>(Set.of("GET", "HEAD", "OPTIONS"));

  private final Vertx vertx;
  private final Shared shared;
  private final Pipeline pipeline;
  private final Compression compression;
  private final Cors cors;
  private final Bodies bodies;
  private final long maxUri;
  private final Clients clients;
  private final EventLoopLag lag;

  Edge(
      Vertx vertx,
      GatewayConfig config,
      Shared shared,
      Pipeline pipeline,
      Compression compression) {
    this.vertx = vertx;
    this.shared = shared;
    this.pipeline = pipeline;
    this.compression = compression;
    this.cors = new Cors(config.cors());
    this.bodies = Bodies.of(vertx, config.http(), shared.bodies());
    this.maxUri = config.http().maxUri().bytes();
    this.clients = new Clients(config.http().trustedProxies());
    this.lag = EventLoopLag.watch(vertx, config.http().maxLag());
  }

  @Override
  public void handle(HttpServerRequest request) {
    joinCookies(request);
    String requestId = RequestIds.of(request.getHeader(RequestIds.HEADER));
    Arrival arrival = new Arrival(request, requestId, clients.of(request));
    request.response().putHeader(RequestIds.HEADER, requestId);
    Body body = bodies.of(request);
    try {
      if (!cors.answers(request)) {
        take(arrival, body);
      }
    } catch (RuntimeException refused) {
      Answers.failure(request, requestId, refused);
    }
  }

  /** HTTP/2 clients part them (RFC 9113, section 8.2.3); Vert.x reads the first part only. */
  private static void joinCookies(HttpServerRequest request) {
    List<String> parts = request.headers().getAll(HttpHeaders.COOKIE);
    if (parts.size() > 1) {
      request.headers().set(HttpHeaders.COOKIE, String.join("; ", parts));
    }
  }

  private void take(Arrival arrival, Body body) {
    HttpServerRequest request = arrival.request();
    refuseAmbiguous(request);
    Serving serving = shared.serving().get();
    Optional<Page> page = serving.pages().at(request.path());
    if (page.isPresent()) {
      show(arrival, page.get());
    } else {
      route(arrival, body, serving.routes());
    }
  }

  private void show(Arrival arrival, Page page) {
    HttpServerRequest request = arrival.request();
    HttpMethod method = request.method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      refuseMethod(request, PAGE_METHODS);
    } else {
      page.content(vertx)
          .compose(content -> compression.apply(request, new Content(page.type(), content)))
          .onSuccess(content -> Answers.page(request, content))
          .onFailure(cause -> Answers.failure(request, arrival.requestId(), cause));
    }
  }

  private void route(Arrival arrival, Body body, Routes routes) {
    HttpServerRequest request = arrival.request();
    lag.refuseLate();
    switch (find(request, routes)) {
      case Lookup.Found found -> run(Exchange.of(arrival, found, body));
      case Lookup.OtherMethods(var allowed) -> refuseMethod(request, allowed);
      case Lookup.Nothing _ ->
          throw new Failure.NotFound("path", "there is no such path").exception();
    }
  }

  private void run(Exchange exchange) {
    HttpServerRequest request = exchange.arrival().request();
    request.response().closeHandler(_ -> exchange.cancellation().cancel());
    pipeline
        .run(exchange)
        .onFailure(cause -> Answers.failure(request, exchange.arrival().requestId(), cause))
        .onComplete(_ -> exchange.body().close());
  }

  /** Answers what is no request, or too much of one. */
  void refuse(HttpServerRequest request) {
    cors.mark(request);
    InvalidRequests.refuse(request);
  }

  /** What two servers could read in two ways (RFC 9112, section 3.2), or is too long. */
  private void refuseAmbiguous(HttpServerRequest request) {
    int hosts = request.headers().getAll(HttpHeaders.HOST).size();
    if (hosts > 1 || (hosts == 0 && request.version() == HttpVersion.HTTP_1_1)) {
      throw Failure.invalid("Host", "is there " + hosts + " times (expected: once)").exception();
    }
    // In HTTP/1 the parser has counted.
    if (request.uri().length() > maxUri) {
      throw HttpRefusal.broken("URI", "is too long", 414);
    }
    if (!isEncoded(request.uri())) {
      throw Failure.invalid("path", "holds characters that must be percent-encoded").exception();
    }
  }

  /** RFC 3986 allows no other characters in a request target. */
  private static boolean isEncoded(String target) {
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) < '!' || target.charAt(i) > '~') {
        return false;
      }
    }
    return !target.isEmpty();
  }

  private static Lookup find(HttpServerRequest request, Routes routes) {
    try {
      return routes.find(request.method().name(), request.path());
    } catch (IllegalArgumentException malformed) {
      throw Failure.invalid("path", "holds malformed percent-encoding").exception();
    }
  }

  private static void refuseMethod(HttpServerRequest request, SortedSet<String> allowed) {
    request.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
    if (!request.method().equals(HttpMethod.OPTIONS)) {
      throw HttpRefusal.methodNotAllowed(request.method().name());
    }
    request.response().setStatusCode(204).end();
  }
}
