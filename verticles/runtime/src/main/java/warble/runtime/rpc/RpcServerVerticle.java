package warble.runtime.rpc;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The port for calls of other processes. It serves nothing itself: each call goes on to the service
 * over the local event bus, so that a process needs one port for all its domains and a call ends up
 * on the service's own event loop.
 */
final class RpcServerVerticle extends VerticleBase {

  /** Calls in flight on one connection; a peer opens a second one when these are used up. */
  private static final int MAX_STREAMS = 1_000;

  /**
   * Resets per minute that are let through. The default of 200 in 30 s is meant for strangers;
   * among pods a wave of cancelled calls is ordinary, and cutting the connection fails all others.
   */
  private static final int MAX_RESETS = 1_000_000;

  /** Clients that live send a ping more often than that; one that vanished sends no FIN. */
  private static final int VANISHED_AFTER_SECONDS = 60;

  private final RpcConfig config;
  private final LocalCalls node;
  private final Consumer<HttpServer> listening;

  RpcServerVerticle(RpcConfig config, LocalCalls node, Consumer<HttpServer> listening) {
    this.config = config;
    this.node = node;
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    GrpcServer grpc = GrpcServer.server(vertx, grpcOptions()).callHandler(this::accept);
    return vertx
        .createHttpServer(serverOptions())
        .requestHandler(grpc)
        .listen(port(), config.listen().host())
        .onSuccess(listening::accept);
  }

  private void accept(GrpcServerRequest<Buffer, Buffer> request) {
    IncomingCall.accept(request, config.defaultTimeout(), node);
  }

  /** Instances share a port that is free when they ask for the same negative number. */
  private int port() {
    return config.listen().port() == 0 ? -1 : config.listen().port();
  }

  private GrpcServerOptions grpcOptions() {
    return new GrpcServerOptions()
        .removeEnabledProtocol(GrpcProtocol.WEB)
        .removeEnabledProtocol(GrpcProtocol.WEB_TEXT)
        .removeEnabledProtocol(GrpcProtocol.TRANSCODING)
        .setMaxMessageSize(config.maxMessageSize().bytes());
  }

  private static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setReadIdleTimeout(VANISHED_AFTER_SECONDS)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(MAX_STREAMS)
                .setMaxHeaderListSize(Http2Client.MAX_HEADER_BYTES))
        .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS)
        .setHttp2RstFloodWindowDuration(1)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.MINUTES);
  }
}
