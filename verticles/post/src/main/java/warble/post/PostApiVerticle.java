package warble.post;

import static warble.post.v1.PostServiceGrpcService.SERVICE_NAME;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import warble.post.v1.PostServiceGrpcService;
import warble.runtime.Platform;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.ReadServers;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.RpcService;
import warble.user.v1.UserServiceGrpcClient;

/** Serves {@code warble.post.v1.PostService}. */
final class PostApiVerticle extends VerticleBase {

  private final PostConfig config;
  private final Platform platform;
  private final Postgres postgres;
  private final ReadServers servers;
  private Future<RedisLink> redis = Future.failedFuture("not started");

  PostApiVerticle(PostConfig config, Platform platform, Postgres postgres, ReadServers servers) {
    this.config = config;
    this.platform = platform;
    this.postgres = postgres;
    this.servers = servers;
  }

  @Override
  public Future<?> start() {
    redis = RedisLink.open(vertx, platform.redis());
    return redis.map(this::rpcs).map(PostApiVerticle::table).compose(platform.rpc()::serve);
  }

  private PostRpcs rpcs(RedisCommands redis) {
    Duration ttl = config.cache().ttl();
    Duration window = config.readYourWrites();
    var reads = new ReadYourWrites(servers, redis, window);
    var cache = new PostCache(redis, platform.redis().cluster(), ttl, window);
    var liked = new LikedCache(vertx, postgres::primaryAnswers, redis, ttl, window);
    var loader = new PostLoader(vertx, cache, reads);
    var counts = new LiveCounts(vertx, postgres::primaryAnswers, redis, cache);
    var users = platform.rpc().client(UserServiceGrpcClient.class);
    return new PostRpcs(
        platform.rpc(),
        platform.pageTokens(),
        new Posts(reads, cache, loader, liked),
        new Comments(reads, counts),
        new Likes(new LikeWriter(platform.rpc(), reads, counts, liked, loader), reads, users));
  }

  private static RpcService table(PostRpcs rpcs) {
    return RpcService.named(SERVICE_NAME.fullyQualifiedName())
        .unary(PostServiceGrpcService.CreatePost, rpcs::createPost)
        .unary(PostServiceGrpcService.GetPost, rpcs::getPost)
        .unary(PostServiceGrpcService.GetPosts, rpcs::getPosts)
        .unary(PostServiceGrpcService.ListPostsByAuthor, rpcs::listPostsByAuthor)
        .unary(PostServiceGrpcService.ListPostsByAuthors, rpcs::listPostsByAuthors)
        .unary(PostServiceGrpcService.DeletePost, rpcs::deletePost)
        .unary(PostServiceGrpcService.CreateComment, rpcs::createComment)
        .unary(PostServiceGrpcService.ListComments, rpcs::listComments)
        .unary(PostServiceGrpcService.DeleteComment, rpcs::deleteComment)
        .unary(PostServiceGrpcService.LikePost, rpcs::likePost)
        .unary(PostServiceGrpcService.UnlikePost, rpcs::unlikePost)
        .unary(PostServiceGrpcService.ListLikes, rpcs::listLikes)
        .build();
  }

  /** The instances are undeployed together: the first one to stop closes the pools of all. */
  @Override
  public Future<?> stop() {
    return Future.join(redis.compose(RedisLink::close), postgres.close());
  }
}
