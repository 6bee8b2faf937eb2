package warble.runtime.redis;

import static java.util.stream.Collectors.joining;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.runtime.config.HostPort;
import warble.runtime.rpc.Failure;

/**
 * One owned connection to Redis (one to each node of a cluster) that comes back by itself.
 *
 * <p>One per verticle instance. While Redis is away, commands fail at once instead of queueing: a
 * queue would only turn an outage into late answers. A command without an answer within the command
 * timeout condemns its connection, for a host that vanished sends no FIN; therefore a command that
 * blocks in Redis ({@code XREAD BLOCK}) wants a link of its own with a longer timeout.
 */
public final class RedisLink implements RedisCommands {

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(20);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

  /** One line in this time says why: a busy service would say it thousands of times a second. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final RedisConfig config;
  private final AtomicReference<State> state = new AtomicReference<>(new Away());
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  private sealed interface State {}

  private record Up(RedisSocket socket) implements State {}

  private record Away() implements State {}

  private record Closed() implements State {}

  private RedisLink(Vertx vertx, RedisConfig config) {
    this.vertx = vertx;
    this.config = config;
  }

  /**
   * Connects. Fails with {@code Failure.Unavailable} when Redis is away, so that a process does not
   * start against a wrong address; once open, a link outlives any outage.
   */
  public static Future<RedisLink> open(Vertx vertx, RedisConfig config) {
    RedisLink link = new RedisLink(vertx, config);
    return link.connect().recover(link::awayAtStart).map(link);
  }

  /** Told to whoever starts the process, therefore with the address. */
  private <T> Future<T> awayAtStart(Throwable failure) {
    String nodes = config.nodes().stream().map(HostPort::toString).collect(joining(", "));
    return RedisFailures.isAway(failure)
        ? new Failure.Unavailable("Redis is away: " + nodes + " (redis.nodes)", FIRST_BACKOFF)
            .future()
        : Future.failedFuture(failure);
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    return onSocket(socket -> socket.send(request));
  }

  @Override
  public Future<List<@Nullable Response>> batch(List<Request> requests) {
    return onSocket(socket -> socket.batch(requests));
  }

  /** Succeeds when Redis answers; a readiness check. */
  public Future<Void> answers() {
    return send(Request.cmd(Command.PING)).mapEmpty();
  }

  /** Closes the connection for good; what is in flight fails. */
  public Future<Void> close() {
    return state.getAndSet(new Closed()) instanceof Up(var socket)
        ? socket.close()
        : Future.succeededFuture();
  }

  private <T> Future<T> onSocket(Function<RedisSocket, Future<T>> call) {
    return state.get() instanceof Up up
        ? call.apply(up.socket())
            .timeout(config.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .recover(failure -> explain(up, failure))
        : RedisFailures.AWAY.future();
  }

  private <T> Future<T> explain(Up up, Throwable failure) {
    if (RedisFailures.condemns(failure)) {
      lost(up, failure);
    } else if (RedisFailures.isAway(failure)) {
      // The connection is good; what Redis refuses may last until somebody reads why.
      nowAndThen("refuses", failure);
    }
    return RedisFailures.typed(failure);
  }

  private void nowAndThen(String what, Throwable failure) {
    long until = quietUntil.get();
    long now = System.nanoTime();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET.toNanos())) {
      LOG.warn("Redis at {} {}: {}", config.nodes(), what, failure.toString());
    }
  }

  private void lost(Up up, Throwable cause) {
    if (state.compareAndSet(up, new Away())) {
      LOG.warn("Redis at {} is away: {}", config.nodes(), cause.toString());
      up.socket().close();
      reconnect(FIRST_BACKOFF);
    }
  }

  private void reconnect(Duration backoff) {
    vertx.setTimer(jittered(backoff), _ -> reconnectNow(backoff));
  }

  private static long jittered(Duration backoff) {
    return ThreadLocalRandom.current().nextLong(backoff.toMillis() / 2, backoff.toMillis()) + 1;
  }

  private void reconnectNow(Duration backoff) {
    if (state.get() instanceof Away) {
      connect()
          .onSuccess(_ -> LOG.info("Redis at {} is back", config.nodes()))
          .onFailure(cause -> {
            nowAndThen("does not let us in", cause);
            reconnect(doubled(backoff));
          });
    }
  }

  private static Duration doubled(Duration backoff) {
    Duration twice = backoff.multipliedBy(2);
    return twice.compareTo(LONGEST_BACKOFF) < 0 ? twice : LONGEST_BACKOFF;
  }

  private Future<Void> connect() {
    return RedisSocket.connect(vertx, config).compose(this::use);
  }

  private Future<Void> use(RedisSocket socket) {
    Up up = new Up(socket);
    if (state.get() instanceof Away away && state.compareAndSet(away, up)) {
      socket.onEnd(cause -> lost(up, cause));
      return Future.succeededFuture();
    }
    return socket.close();
  }
}
