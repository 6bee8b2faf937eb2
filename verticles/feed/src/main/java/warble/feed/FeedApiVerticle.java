package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import warble.feed.v1.FeedServiceGrpcService;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.post.v1.PostServiceGrpcClient;
import warble.runtime.Platform;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.RpcService;

/** Serves {@code warble.feed.v1.FeedService}. */
final class FeedApiVerticle extends VerticleBase {

  private final FeedConfig config;
  private final Platform platform;
  private final Listeners listeners;
  private final LiveFeeds feeds = new LiveFeeds();
  private @Nullable RedisLink redis;
  private @Nullable NewsLoop news;

  FeedApiVerticle(FeedConfig config, Platform platform, Listeners listeners) {
    this.config = config;
    this.platform = platform;
    this.listeners = listeners;
  }

  @Override
  public Future<?> start() {
    return RedisLink.open(vertx, platform.redis())
        .onSuccess(link -> redis = link)
        .compose(_ -> NewsLoop.start(vertx, platform.redis(), config.live().kept(), feeds))
        .onSuccess(loop -> news = loop)
        .map(_ -> table(rpcs(Objects.requireNonNull(redis))))
        .compose(platform.rpc()::serve);
  }

  private FeedRpcs rpcs(RedisLink link) {
    var timelines = new Timelines(link, platform.redis().cluster(), config.timelines());
    var posts = new PostLists(platform.rpc().client(PostServiceGrpcClient.class));
    var graph = new FollowGraph(platform.rpc().client(FollowServiceGrpcClient.class));
    var authors = new Authors(platform.rpc(), config.authorsWait());
    var candidates = new Candidates(timelines, new TimelineBuilder(timelines, posts), posts);
    var reader = new FeedReader(graph, candidates, posts, authors);
    return new FeedRpcs(platform.rpc(), platform.pageTokens(), reader, live(graph, reader));
  }

  private Live live(FollowGraph graph, FeedReader reader) {
    var permits = new Permits(config.live().maxReads());
    return new Live(
        vertx,
        platform.rpc(),
        platform.pageTokens(),
        graph,
        reader,
        config.live(),
        permits,
        feeds,
        listeners);
  }

  private static RpcService table(FeedRpcs rpcs) {
    return RpcService.named(FeedServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
        .unary(FeedServiceGrpcService.GetFeed, rpcs::getFeed)
        .serverStreaming(FeedServiceGrpcService.StreamFeed, rpcs::streamFeed)
        .build();
  }

  /** Those who listen go on with another process. */
  @Override
  public Future<?> stop() {
    feeds.end(new Failure.Unavailable("the feed is being stopped", Duration.ofSeconds(1)));
    return (news == null ? Future.succeededFuture() : news.stop())
        .eventually(() -> redis == null ? Future.succeededFuture() : redis.close());
  }
}
