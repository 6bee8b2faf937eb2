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
 * Fan-out on write: takes what happened to a post to the timelines that it concerns, page after
 * page of followers, each page in batches side by side. Doing it again changes nothing.
 */
final class FanOut {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final FollowGraph graph;
  private final EventBus bus;
  private final FeedConfig.FanOut config;
  private final DeliveryOptions delivery;

  FanOut(FollowGraph graph, EventBus bus, FeedConfig.FanOut config) {
    this.graph = graph;
    this.bus = bus;
    this.config = config;
    this.delivery =
        new DeliveryOptions()
            .setCodecName(FanOutCodec.NAME)
            .setLocalOnly(true)
            .setSendTimeout(config.timeout().toMillis());
  }

  /** Succeeds when every live timeline that the event concerns has been written. */
  Future<Void> deliver(PostEvent event) {
    return graph
        .isPulled(event.author())
        .compose(pulled -> pulled ? Future.succeededFuture() : toFollowers(event, 0))
        .compose(_ -> send(event, List.of(Timeline.authorKey(event.author()))));
  }

  private Future<Void> toFollowers(PostEvent event, long after) {
    return graph
        .followers(event.author(), after, config.pageSize())
        .compose(page -> toPage(event, page).compose(_ -> toRest(event, page)));
  }

  private Future<Void> toRest(PostEvent event, List<Long> page) {
    return page.size() < config.pageSize()
        ? Future.succeededFuture()
        : toFollowers(event, page.getLast());
  }

  private Future<Void> toPage(PostEvent event, List<Long> followers) {
    var keys = followers.stream().map(Timeline::homeKey).toList();
    return Future.all(batches(keys).map(batch -> send(event, batch)).toList()).mapEmpty();
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
