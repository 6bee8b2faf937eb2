package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;
import warble.feed.v1.FeedServiceGrpcService;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.post.v1.PostServiceGrpcClient;
import warble.runtime.Platform;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.RpcService;

/** Serves {@code warble.feed.v1.FeedService}. */
final class FeedApiVerticle extends VerticleBase {

  private final FeedConfig config;
  private final Platform platform;
  private @Nullable RedisLink redis;

  FeedApiVerticle(FeedConfig config, Platform platform) {
    this.config = config;
    this.platform = platform;
  }

  @Override
  public Future<?> start() {
    return RedisLink.open(vertx, platform.redis())
        .onSuccess(link -> redis = link)
        .map(this::rpcs)
        .map(FeedApiVerticle::table)
        .compose(platform.rpc()::serve);
  }

  private FeedRpcs rpcs(RedisLink link) {
    var timelines = new Timelines(link, platform.redis().cluster(), config.timelines());
    var posts = new PostLists(platform.rpc().client(PostServiceGrpcClient.class));
    var graph = new FollowGraph(platform.rpc().client(FollowServiceGrpcClient.class));
    var authors = new Authors(platform.rpc(), config.authorsWait());
    var candidates = new Candidates(timelines, new TimelineBuilder(timelines, posts), posts);
    var reader = new FeedReader(graph, candidates, posts, authors);
    return new FeedRpcs(platform.rpc(), platform.pageTokens(), reader);
  }

  private static RpcService table(FeedRpcs rpcs) {
    return RpcService.named(FeedServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
        .unary(FeedServiceGrpcService.GetFeed, rpcs::getFeed)
        .build();
  }

  @Override
  public Future<?> stop() {
    return redis == null ? Future.succeededFuture() : redis.close();
  }
}
