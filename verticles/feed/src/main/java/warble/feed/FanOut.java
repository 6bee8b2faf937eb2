package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import warble.runtime.rpc.Failure;

/**
 * Fan-out on write: what happens to posts is written to timelines in batches, so many at a time.
 *
 * <p>The batches of all events wait in one line. An event puts no more than a page of followers
 * into it, so that an author with many does not delay the others; and it is not finished before its
 * batches are, so that the consumer pauses when the line is long.
 */
final class FanOut {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final FollowGraph graph;
  private final EventBus bus;
  private final FeedConfig.FanOut config;
  private final Permits permits;
  private final DeliveryOptions delivery;

  FanOut(FollowGraph graph, EventBus bus, FeedConfig.FanOut config) {
    this.graph = graph;
    this.bus = bus;
    this.config = config;
    this.permits = new Permits(config.maxBatches());
    this.delivery =
        new DeliveryOptions()
            .setCodecName(FanOutCodec.NAME)
            .setLocalOnly(true)
            .setSendTimeout(config.timeout().toMillis());
  }

  /** Whether an author's posts are merged on read instead of fanned out. */
  Future<Boolean> isPulled(long author) {
    return graph.isPulled(author);
  }

  /** A page of followers. */
  Future<List<Long>> followers(long author, long after) {
    return graph.followers(author, after, config.pageSize());
  }

  /** Whether no follower comes after those of this page. */
  boolean isLast(List<Long> page) {
    return page.size() < config.pageSize();
  }

  /** Succeeds when those of these timelines that are live have been written. */
  Future<Void> write(PostEvent event, List<String> keys) {
    var batches = batches(keys).map(batch -> permits.run(() -> send(event, batch))).toList();
    // All of them, so that no batch of a failed attempt runs beside the next one.
    return Future.join(batches).mapEmpty();
  }

  private Stream<List<String>> batches(List<String> keys) {
    int size = config.batchSize();
    return IntStream.iterate(0, from -> from < keys.size(), from -> from + size)
        .mapToObj(from -> keys.subList(from, Math.min(keys.size(), from + size)));
  }

  private Future<Void> send(PostEvent event, List<String> keys) {
    return bus.request(FanOutVerticle.ADDRESS, new FanOutBatch(event, keys), delivery)
        .recover(FanOut::typed)
        .mapEmpty();
  }

  /** Workers that do not answer may yet; Redis comes back. All else is Redis's error. */
  private static <T> Future<T> typed(Throwable failure) {
    return failure instanceof ReplyException reply
            && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE
            && reply.failureCode() != FanOutVerticle.AWAY
        ? new Failure.Internal("fan-out: " + reply.getMessage()).future()
        : new Failure.Unavailable("fan-out: " + failure.getMessage(), RETRY_AFTER).future();
  }
}
