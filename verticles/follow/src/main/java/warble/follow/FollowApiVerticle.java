package warble.follow;

import static warble.follow.v1.FollowServiceGrpcService.SERVICE_NAME;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import warble.follow.v1.FollowServiceGrpcService;
import warble.runtime.Platform;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.ReadServers;
import warble.runtime.rpc.RpcService;
import warble.user.v1.UserServiceGrpcClient;

/** Serves {@code warble.follow.v1.FollowService}. */
final class FollowApiVerticle extends VerticleBase {

  private final FollowConfig config;
  private final Platform platform;
  private final Postgres postgres;
  private final ReadServers servers;

  FollowApiVerticle(
      FollowConfig config, Platform platform, Postgres postgres, ReadServers servers) {
    this.config = config;
    this.platform = platform;
    this.postgres = postgres;
    this.servers = servers;
  }

  @Override
  public Future<?> start() {
    var users = platform.rpc().client(UserServiceGrpcClient.class);
    var follows = new Follows(servers, users, platform.rpc(), config.celebrity());
    var rpcs = new FollowRpcs(platform.rpc(), platform.pageTokens(), follows);
    return platform.rpc().serve(table(rpcs));
  }

  private static RpcService table(FollowRpcs rpcs) {
    return RpcService.named(SERVICE_NAME.fullyQualifiedName())
        .unary(FollowServiceGrpcService.FollowUser, rpcs::followUser)
        .unary(FollowServiceGrpcService.UnfollowUser, rpcs::unfollowUser)
        .unary(FollowServiceGrpcService.ListFollowers, rpcs::listFollowers)
        .unary(FollowServiceGrpcService.ListFollowing, rpcs::listFollowing)
        .unary(FollowServiceGrpcService.GetRelations, rpcs::getRelations)
        .unary(FollowServiceGrpcService.ListFollowerIds, rpcs::listFollowerIds)
        .unary(FollowServiceGrpcService.ListFolloweeIds, rpcs::listFolloweeIds)
        .build();
  }

  /** The instances are undeployed together: the first one to stop closes the pools of all. */
  @Override
  public Future<?> stop() {
    return postgres.close();
  }
}
