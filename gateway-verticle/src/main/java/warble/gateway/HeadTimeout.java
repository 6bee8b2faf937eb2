package warble.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection of HTTP/1 on which the head of a request takes too long from its first byte
 * on: a byte now and then keeps the server's own time-out from ending it. A handshake counts as
 * part of the first head.
 */
final class HeadTimeout extends ChannelInboundHandlerAdapter {

  private static final String NAME = "head-timeout";
  private static final AttributeKey<HeadTimeout> KEY = AttributeKey.valueOf(NAME);

  private final Duration timeout;
  private boolean awaited = true;
  private boolean arrived;
  private @Nullable HttpServerResponse answer;
  private @Nullable ScheduledFuture<?> timer;

  private HeadTimeout(Duration timeout) {
    this.timeout = timeout;
  }

  /** Gives every connection that the server accepts so much time, from when the future is done. */
  static Future<Void> enforce(HttpServer server, Duration timeout) {
    Channel listening = listening(server);
    Promise<Void> enforced = Promise.promise();
    // Elsewhere the pipeline would let connections pass a handler that it has not told yet.
    listening.eventLoop().execute(() -> enforce(listening.pipeline(), timeout, enforced));
    return enforced.future();
  }

  /** The instances of the gateway share the channel. */
  private static void enforce(ChannelPipeline pipeline, Duration timeout, Promise<Void> enforced) {
    if (pipeline.get(NAME) == null) {
      pipeline.addFirst(NAME, new Accepted(timeout));
    }
    enforced.complete();
  }

  /**
   * The channel that listens. Vert.x tells of a connection without TLS only when it has sent its
   * first head, and shows nobody this one.
   */
  private static Channel listening(HttpServer server) {
    Object actual = field(field(server, "tcpServer"), "actualServer");
    if (field(actual, "bindFuture") instanceof Future<?> bound
        && bound.result() instanceof Channel channel) {
      return channel;
    }
    throw new IllegalStateException("this version of Vert.x keeps its channel elsewhere");
  }

  private static Object field(Object owner, String name) {
    try {
      Field field = owner.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(owner);
    } catch (ReflectiveOperationException absent) {
      throw new IllegalStateException("this version of Vert.x has no " + name, absent);
    }
  }

  private static final class Accepted extends ChannelInboundHandlerAdapter {

    private final Duration timeout;

    private Accepted(Duration timeout) {
      this.timeout = timeout;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Channel connection) {
        HeadTimeout head = new HeadTimeout(timeout);
        connection.attr(KEY).set(head);
        connection.pipeline().addLast(NAME, head);
      }
      context.fireChannelRead(message);
    }
  }

  /** A connection of HTTP/2 carries more than heads. */
  static void known(HttpConnection connection) {
    if (connection instanceof ConnectionBase base && !(base instanceof Http1xServerConnection)) {
      on(base).ifPresent(HeadTimeout::forget);
    }
  }

  /** The head of a request is there. */
  static void headArrived(HttpServerRequest request, boolean bodyFollows) {
    of(request.connection()).ifPresent(head -> head.arrived(request.response(), bodyFollows));
  }

  /** Its body is, too. */
  static void bodyArrived(HttpServerRequest request) {
    of(request.connection()).ifPresent(head -> head.awaited = true);
  }

  private static Optional<HeadTimeout> of(HttpConnection connection) {
    return connection instanceof Http1xServerConnection http1 ? on(http1) : Optional.empty();
  }

  private static Optional<HeadTimeout> on(ConnectionBase connection) {
    return Optional.ofNullable(connection.channel().attr(KEY).get());
  }

  private void arrived(HttpServerResponse response, boolean bodyFollows) {
    cancel();
    answer = response;
    arrived = true;
    awaited = !bodyFollows;
  }

  private void forget() {
    cancel();
    awaited = false;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    arrived = false;
    context.fireChannelRead(message);
    if (awaited && !arrived && timer == null && context.channel().isActive()) {
      schedule(context);
    }
  }

  private void schedule(ChannelHandlerContext context) {
    timer =
        context.executor().schedule(() -> late(context), timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A head behind a request that is not answered yet is not looked at, and is not late. */
  private void late(ChannelHandlerContext context) {
    timer = null;
    if (answer != null && !answer.ended()) {
      schedule(context);
    } else {
      var _ = context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancel();
    context.fireChannelInactive();
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
