package warble.runtime.rpc;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.impl.GrpcClientImpl;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC client of this process.
 *
 * <p>It extends the implementation, for the builder of {@code GrpcClient} takes the limits of a
 * message or those of the pool but not both.
 */
final class Http2Client extends GrpcClientImpl {

  /** The details of a failure travel in trailers, where 8 KiB would be the default. */
  static final int MAX_HEADER_BYTES = 64 << 10;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Per instance; a second connection is opened only when the first has no stream left. */
  private static final int MAX_CONNECTIONS = 4;

  /** Calls waiting for a stream of an instance, beyond which another one is tried. */
  private static final int MAX_WAITING = 1_000;

  /** A peer that vanished without a word is noticed after at most the sum of these. */
  private static final Duration PING_INTERVAL = Duration.ofSeconds(10);

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);

  /** A call is flushed twice, with its message and at its end. */
  private static final int MOST_GATHERED = 64;

  private static final Buffer PING = Buffer.buffer(new byte[8]);

  private Http2Client(Vertx vertx, GrpcClientOptions options, HttpClient transport) {
    super(vertx, options, transport, true);
  }

  static Http2Client create(Vertx vertx, long maxMessageBytes) {
    HttpClient transport =
        vertx
            .httpClientBuilder()
            .with(transportOptions())
            .with(poolOptions())
            .withConnectHandler(connection -> {
              gatherWrites(connection);
              keepAlive(vertx, connection);
            })
            .build();
    GrpcClientOptions options = new GrpcClientOptions().setMaxMessageSize(maxMessageBytes);
    return new Http2Client(vertx, options, transport);
  }

  private static HttpClientOptions transportOptions() {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false)
        .setInitialSettings(new Http2Settings().setMaxHeaderListSize(MAX_HEADER_BYTES))
        .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
  }

  private static PoolOptions poolOptions() {
    return new PoolOptions().setHttp2MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING);
  }

  /**
   * Vert.x writes to the socket for each part of a call. What one turn of the event loop sends goes
   * out at once, at the end of the turn.
   */
  private static void gatherWrites(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      base.channel().pipeline().addFirst(new FlushConsolidationHandler(MOST_GATHERED, true));
    }
  }

  private static void keepAlive(Vertx vertx, HttpConnection connection) {
    long timer = vertx.setPeriodic(PING_INTERVAL.toMillis(), _ -> ping(connection));
    connection.closeHandler(_ -> vertx.cancelTimer(timer));
  }

  private static void ping(HttpConnection connection) {
    connection
        .ping(PING)
        .timeout(PING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(_ -> connection.close());
  }
}
