package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import warble.runtime.Platform;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Failure;

/** Serves HTTP. */
final class GatewayVerticle extends VerticleBase {

  private static final Duration JWKS_TIMEOUT = Duration.ofSeconds(5);

  private final GatewayConfig config;
  private final Platform platform;
  private final Shared shared;
  private @Nullable Streaming streaming;
  private @Nullable RedisLink redis;
  private @Nullable HttpServer server;

  /** An instance among others of this process. */
  GatewayVerticle(GatewayConfig config, Platform platform, Shared shared) {
    this.config = config;
    this.platform = platform;
    this.shared = shared;
  }

  @Override
  public Future<?> start() {
    return limits().map(this::edge).compose(this::listen);
  }

  @Override
  public Future<?> stop() {
    return stopServing().eventually(this::disconnect);
  }

  private Future<Void> stopServing() {
    if (streaming != null) {
      streaming.end();
    }
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(config.http().shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private Future<Void> disconnect() {
    return redis == null ? Future.succeededFuture() : redis.close();
  }

  /** Where it listens; 0 before it has started. */
  int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** The stages that need Redis, or nothing when limits are off. */
  private record Limits(Stage byAddress, Stage byUser) {}

  private Future<Limits> limits() {
    if (!config.rateLimits().enabled()) {
      return Future.succeededFuture(new Limits(Future::succeededFuture, Future::succeededFuture));
    }
    return RedisLink.open(vertx, platform.redis())
        .onSuccess(link -> redis = link)
        .map(TokenBuckets::new)
        .map(buckets -> new Limits(RateLimit.byAddress(buckets), RateLimit.byUser(buckets)));
  }

  /** What happens to a routed request, from top to bottom. */
  private Pipeline pipeline(Limits limits, Compression compression) {
    Backend backend =
        new Backend(
            platform.rpc(), config.http().forwardedHeaders(), config.http().returnedMetadata());
    OriginCheck origins =
        new OriginCheck(config.http().allowedOrigins(), config.cors().credentialedOrigins());
    Cookies cookies = new Cookies(origins);
    Stage unary =
        Pipeline.of(
                backend::call, cookies::give, exchange -> Transcoding.answer(exchange, compression))
            ::run;
    Optional<Authentication> authentication = authentication(backend, origins);
    Consumer<Exchange> recheck =
        exchange -> authentication.ifPresent(known -> known.recheck(exchange));
    Streaming streaming =
        new Streaming(vertx, backend, cookies, config.streams().heartbeat(), recheck);
    this.streaming = streaming;
    return Pipeline.of(
        limits.byAddress(),
        authentication.<Stage>map(known -> known).orElse(Future::succeededFuture),
        limits.byUser(),
        Transcoding::receive,
        Transcoding::toMessage,
        cookies::take,
        exchange ->
            exchange.route().isStreaming() ? streaming.answer(exchange) : unary.apply(exchange));
  }

  private Optional<Authentication> authentication(Backend backend, OriginCheck origins) {
    if (!config.auth().enabled()) {
      return Optional.empty();
    }
    Jwks keys = new Jwks(jwksSource(backend), config.auth());
    return Optional.of(new Authentication(config, keys, shared.revocations(), origins));
  }

  private Supplier<Future<Buffer>> jwksSource(Backend backend) {
    String location = config.auth().jwks();
    return location.startsWith("/")
        ? () -> backend.fetch(shared.serving().get().keys(location))
        : urlSource(location);
  }

  private Supplier<Future<Buffer>> urlSource(String url) {
    HttpClientAgent client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(Math.toIntExact(JWKS_TIMEOUT.toMillis())));
    RequestOptions request =
        new RequestOptions().setAbsoluteURI(url).setTimeout(JWKS_TIMEOUT.toMillis());
    return () ->
        client
            .request(request)
            .compose(it -> it.send())
            .compose(GatewayVerticle::body)
            .recover(_ -> unreachable());
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    return response.statusCode() == 200 ? response.body() : unreachable();
  }

  private static Future<Buffer> unreachable() {
    return new Failure.Unavailable("the token issuer is away", Duration.ofSeconds(1)).future();
  }

  private Edge edge(Limits limits) {
    Compression compression = new Compression(vertx, config.http().gzip());
    return new Edge(vertx, config, shared, pipeline(limits, compression), compression);
  }

  private Future<HttpServer> listen(Edge edge) {
    HttpServerOptions options = options(config.http());
    if (!config.http().tls().enabled()) {
      return listen(edge, options);
    }
    Certificates certificates = shared.certificates();
    return certificates
        .read(vertx)
        .compose(pem -> listen(edge, options.setSsl(true).setUseAlpn(true).setKeyCertOptions(pem)))
        .onSuccess(it -> certificates.watch(vertx, it, options.getSslOptions()));
  }

  private Future<HttpServer> listen(Edge edge, HttpServerOptions options) {
    return vertx
        .createHttpServer(options)
        .connectionHandler(this::admit)
        .requestHandler(edge)
        .invalidRequestHandler(edge::refuse)
        .listen()
        .onSuccess(it -> server = it)
        .compose(it -> HeadTimeout.enforce(it, config.http().headTimeout()).map(it));
  }

  private void admit(HttpConnection connection) {
    HeadTimeout.known(connection);
    shared.connections().admit(connection);
  }

  private static HttpServerOptions options(GatewayConfig.Http http) {
    GatewayConfig.Http2 http2 = http.http2();
    return new HttpServerOptions()
        .setHost(http.host())
        .setPort(http.port())
        .setMaxInitialLineLength(Math.toIntExact(http.maxUri().bytes()))
        .setMaxHeaderSize(Math.toIntExact(http.maxHeaders().bytes()))
        .setIdleTimeout(Math.toIntExact(http.idleTimeout().toMillis()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setHttp2ClearTextEnabled(http2.clearText())
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(http2.maxStreams())
                .setMaxHeaderListSize(http.maxHeaders().bytes()))
        .setHttp2RstFloodMaxRstFramePerWindow(http2.maxResets())
        .setHttp2RstFloodWindowDuration(Math.toIntExact(http2.resetsPer().toSeconds()))
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
  }
}
