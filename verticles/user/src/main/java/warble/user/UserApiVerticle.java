package warble.user;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.runtime.Platform;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.ReadServers;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.RpcService;
import warble.user.v1.UserServiceGrpcService;

/** Serves {@code warble.user.v1.UserService}. */
final class UserApiVerticle extends VerticleBase {

  private final UserConfig config;
  private final Platform platform;
  private final Postgres postgres;
  private final ReadServers servers;
  private final Pools pools;
  private final KeyRing keys;
  private Future<RedisLink> redis = Future.failedFuture("not started");

  /**
   * Where long computations are made.
   *
   * @param shares what part of {@code hashing} each client address may take
   */
  record Pools(BoundedPool hashing, AddressShares shares, BoundedPool signing) {}

  /** An instance that shares pools with the others of this process. */
  UserApiVerticle(
      UserConfig config,
      Platform platform,
      Postgres postgres,
      ReadServers servers,
      Pools pools,
      KeyRing keys) {
    this.config = config;
    this.platform = platform;
    this.postgres = postgres;
    this.servers = servers;
    this.pools = pools;
    this.keys = keys;
  }

  @Override
  public Future<?> start() {
    redis = RedisLink.open(vertx, platform.redis());
    return redis.map(this::rpcs).map(UserApiVerticle::service).compose(platform.rpc()::serve);
  }

  private UserRpcs rpcs(RedisLink redis) {
    UserConfig.Tokens tokens = config.tokens();
    var users = new UserRepository(servers, config.readYourWrites());
    var cache =
        new UserCache(
            vertx, postgres::primaryAnswers, redis, config.cache().ttl(), config.readYourWrites());
    return new UserRpcs(
        platform.rpc(),
        new Accounts(
            users,
            cache,
            new Passwords(pools.hashing(), config.passwords()),
            new LoginThrottle(redis, config.logins()),
            pools.shares()),
        new Sessions(
            new SessionStore(redis, tokens),
            new Revocations(redis, tokens.accessLifetime()),
            new TokenSigner(pools.signing(), keys, tokens)),
        new Profiles(
            users,
            new CachedUsers(cache, users),
            platform.rpc().client(FollowServiceGrpcClient.class)),
        keys);
  }

  private static RpcService service(UserRpcs rpcs) {
    return RpcService.named(UserServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
        .unary(UserServiceGrpcService.Register, rpcs::register)
        .unary(UserServiceGrpcService.Login, rpcs::login)
        .unary(UserServiceGrpcService.Refresh, rpcs::refresh)
        .unary(UserServiceGrpcService.Logout, rpcs::logout)
        .unary(UserServiceGrpcService.LogoutAll, rpcs::logoutAll)
        .unary(UserServiceGrpcService.GetMe, rpcs::getMe)
        .unary(UserServiceGrpcService.UpdateMe, rpcs::updateMe)
        .unary(UserServiceGrpcService.GetUser, rpcs::getUser)
        .unary(UserServiceGrpcService.GetUsers, rpcs::getUsers)
        .unary(UserServiceGrpcService.GetUserByUsername, rpcs::getUserByUsername)
        .unary(UserServiceGrpcService.GetJwks, rpcs::getJwks)
        .build();
  }

  /** The instances are undeployed together: the first one to stop closes the pools of all. */
  @Override
  public Future<?> stop() {
    return Future.join(redis.compose(RedisLink::close), postgres.close());
  }
}
