package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.post.v1.PostServiceGrpcClient;
import warble.runtime.Platform;
import warble.runtime.kafka.ConsumerConfig;
import warble.runtime.kafka.RecordWork;
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
    var timelines = new Timelines(link, platform.redis().cluster(), config.timelines());
    var fanOut = new FanOut(graph, vertx.eventBus(), config.fanOut());
    var backfill = new Backfill(graph, timelines, new TimelineBuilder(timelines, posts));
    var news = new NewsStream(link, config.live().kept());
    consume(config.posts(), event -> new PostWork(fanOut, news::tell, event));
    consume(config.follows(), event -> new FollowWork(backfill, news::tell, event));
  }

  private void consume(ConsumerConfig topic, Function<TopicRecord, RecordWork> work) {
    var consumer = TopicConsumer.start(vertx, platform.kafka(), topic, work.andThen(this::timed));
    consumers.add(consumer);
    platform.health().readiness("feed.kafka." + topic.topic(), consumer::consumes);
  }

  /** The same work, each part of it with a deadline. */
  private RecordWork timed(RecordWork work) {
    return new RecordWork() {
      @Override
      public Future<Void> attempt() {
        return inTime(work::attempt);
      }

      @Override
      public Future<Void> giveUp() {
        return inTime(work::giveUp);
      }
    };
  }

  private Future<Void> inTime(Supplier<Future<Void>> part) {
    return platform.rpc().with(RpcContext.internal(config.fanOut().timeout()), part);
  }

  @Override
  public Future<?> stop() {
    return Future.join(consumers.stream().map(TopicConsumer::close).toList())
        .eventually(() -> redis == null ? Future.succeededFuture() : redis.close());
  }
}
