package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.runtime.redis.RedisConfig;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.FailureException;

/**
 * Hands what the {@link NewsStream} tells to the live feeds of a verticle instance. One read waits
 * in Redis for all of them, whether they are a few or thousands.
 */
final class NewsLoop {

  private static final Logger LOG = LoggerFactory.getLogger(NewsLoop.class);

  private static final Duration BLOCK = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofMillis(100);

  private final Vertx vertx;
  private final RedisLink redis;
  private final NewsStream stream;
  private final LiveFeeds feeds;
  private boolean stopped;

  private NewsLoop(Vertx vertx, RedisLink redis, NewsStream stream, LiveFeeds feeds) {
    this.vertx = vertx;
    this.redis = redis;
    this.stream = stream;
    this.feeds = feeds;
  }

  /** Succeeds when it reads. */
  static Future<NewsLoop> start(Vertx vertx, RedisConfig config, int kept, LiveFeeds feeds) {
    return RedisLink.open(vertx, config.blocking(BLOCK))
        .map(link -> new NewsLoop(vertx, link, new NewsStream(link, kept), feeds))
        .compose(NewsLoop::begin);
  }

  private Future<NewsLoop> begin() {
    return stream.mark().onSuccess(this::read).map(this);
  }

  private void read(String last) {
    stream
        .after(last, BLOCK.toMillis())
        .onSuccess(this::apply)
        .onFailure(cause -> later(cause, () -> read(last)));
  }

  private void apply(NewsStream.Told told) {
    told.news().forEach(feeds::tell);
    if (told.complete()) {
      read(told.last());
    } else {
      beginAnew();
    }
  }

  /** Redis lost the stream, or has trimmed away what was not read: the feeds see for themselves. */
  private void beginAnew() {
    stream
        .mark()
        .onSuccess(_ -> feeds.catchUp())
        .onSuccess(this::read)
        .onFailure(cause -> later(cause, this::beginAnew));
  }

  /** The link says by itself that Redis is away; the stream keeps what we miss meanwhile. */
  private void later(Throwable cause, Runnable again) {
    if (stopped) {
      return;
    }
    if (!(cause instanceof FailureException)) {
      LOG.warn("What is new cannot be read", cause);
    }
    vertx.setTimer(RETRY.toMillis(), _ -> again.run());
  }

  Future<Void> stop() {
    stopped = true;
    return redis.close();
  }
}
