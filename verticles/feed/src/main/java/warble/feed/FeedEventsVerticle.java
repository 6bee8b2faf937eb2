package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.post.v1.PostServiceGrpcClient;
import warble.runtime.Platform;
import warble.runtime.kafka.ConsumerConfig;
import warble.runtime.kafka.TopicConsumer;
import warble.runtime.kafka.TopicRecord;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.RpcContext;

/** Consumes the events of posts and follows. */
final class FeedEventsVerticle extends VerticleBase {

  private final FeedConfig config;
  private final Platform platform;
  private final List<TopicConsumer> consumers = new ArrayList<>();
  private @Nullable RedisLink redis;

  FeedEventsVerticle(FeedConfig config, Platform platform) {
    this.config = config;
    this.platform = platform;
  }

  @Override
  public Future<?> start() {
    return RedisLink.open(vertx, platform.redis())
        .onSuccess(link -> redis = link)
        .onSuccess(this::consume);
  }

  private void consume(RedisLink link) {
    var posts = new PostLists(platform.rpc().client(PostServiceGrpcClient.class));
    var graph = new FollowGraph(platform.rpc().client(FollowServiceGrpcClient.class));
    var builder = new TimelineBuilder(new Timelines(link, config.timelines()), posts);
    var fanOut = new FanOut(graph, vertx.eventBus(), config.fanOut());
    var backfill = new Backfill(graph, builder);
    consume(config.posts(), row -> fanOut.deliver(PostEvent.of(row)));
    consume(config.follows(), row -> backfill.refresh(ChangeRecord.id(row, "follower_id")));
  }

  private void consume(ConsumerConfig topic, Function<JsonObject, Future<Void>> handler) {
    var consumer =
        TopicConsumer.start(vertx, platform.kafka(), topic, received -> handle(received, handler));
    consumers.add(consumer);
    platform.health().readiness("feed.kafka." + topic.topic(), () -> hasJoined(consumer));
  }

  private Future<Void> handle(TopicRecord received, Function<JsonObject, Future<Void>> handler) {
    if (received.value().length() == 0) {
      return Future.succeededFuture();
    }
    var row = ChangeRecord.row(received.value());
    var context = RpcContext.internal(config.fanOut().timeout());
    return platform.rpc().with(context, () -> handler.apply(row));
  }

  /** Kafka may go away later: feeds are read all the same. */
  private static Future<Void> hasJoined(TopicConsumer consumer) {
    return consumer.joined().isComplete()
        ? Future.succeededFuture()
        : Future.failedFuture("has not joined its consumer group yet");
  }

  @Override
  public Future<?> stop() {
    return Future.join(consumers.stream().map(TopicConsumer::close).toList())
        .eventually(() -> redis == null ? Future.succeededFuture() : redis.close());
  }
}
