package warble.follow;

import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import warble.follow.v1.FollowServiceClient;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.follow.v1.FollowUserRequest;
import warble.follow.v1.FollowUserResponse;
import warble.follow.v1.GetRelationsRequest;
import warble.follow.v1.Relation;
import warble.follow.v1.UnfollowUserRequest;
import warble.follow.v1.UnfollowUserResponse;
import warble.runtime.Deployment;
import warble.runtime.Platform;
import warble.runtime.config.Secret;
import warble.runtime.page.PageTokens;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReplicaConfig;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Cancellation;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.runtime.rpc.RpcService;
import warble.testkit.Stack;
import warble.testkit.Toxic;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.GetUsersResponse;
import warble.user.v1.User;
import warble.user.v1.UserServiceGrpcService;

/**
 * The follow domain with a database of its own, called as other domains and the gateway call it.
 */
final class FollowFixture implements AutoCloseable {

  /** More than four followers make a celebrity, fewer than three end it. */
  static final FollowConfig.Celebrity CELEBRITY =
      new FollowConfig.Celebrity(4, 3, Duration.ofDays(31));

  private static final ReplicaConfig REPLICA =
      new ReplicaConfig(Duration.ofSeconds(25), Duration.ofSeconds(20), 64);

  /** Users from this id on have no account. */
  private static final long UNKNOWN = 1L << 40;

  final PostgresConfig database;
  final Postgres postgres;

  final Vertx vertx = Vertx.vertx();
  final Rpc rpc;

  private final FollowServiceClient client;

  FollowFixture(Stack stack) {
    this(stack, patient(stack.postgres("followdb")));
  }

  FollowFixture(Stack stack, PostgresConfig database) {
    this.database = database;
    Migrations.run(new Database(database, "db/follow"));
    postgres = Postgres.connect(vertx, database);
    rpc = stack.localRpc(vertx);
    client = rpc.client(FollowServiceGrpcClient.class);
    await(vertx.deployVerticle(new Users(rpc)));
    Platform platform =
        new Platform(
            vertx,
            rpc,
            (_, _) -> {},
            stack.redis(),
            stack.kafka(),
            new PageTokens(new Secret("a key of these tests")));
    new FollowDomain()
        .verticles(new FollowConfig(2, CELEBRITY, database, REPLICA), platform)
        .forEach(this::deploy);
  }

  /** With enough connections for a crowd, and time for a machine that is busy with other tests. */
  private static PostgresConfig patient(PostgresConfig config) {
    return new PostgresConfig(
        config.primary(),
        config.replica(),
        config.database(),
        config.user(),
        config.password(),
        16,
        Duration.ofSeconds(20));
  }

  /** The same database, its primary by way of a proxy. */
  static PostgresConfig by(Toxic primary, PostgresConfig config) {
    return new PostgresConfig(
        primary.address(),
        config.replica(),
        config.database(),
        config.user(),
        config.password(),
        config.poolSize(),
        config.connectTimeout());
  }

  private void deploy(Deployment deployment) {
    await(vertx.deployVerticle(deployment.verticle(), deployment.options()));
  }

  private static final class Users extends VerticleBase {

    private final Rpc rpc;

    /** Made on the thread of the test: what it loads first would block an event loop. */
    private final RpcService table =
        RpcService.named(UserServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
            .unary(UserServiceGrpcService.GetUsers, Users::getUsers)
            .build();

    private Users(Rpc rpc) {
      this.rpc = rpc;
    }

    @Override
    public Future<?> start() {
      return rpc.serve(table);
    }

    private static Future<GetUsersResponse> getUsers(GetUsersRequest request) {
      GetUsersResponse.Builder response = GetUsersResponse.newBuilder();
      request.getUserIdsList().stream()
          .filter(id -> id < UNKNOWN)
          .forEach(id -> response.addUsers(User.newBuilder().setId(id)));
      return Future.succeededFuture(response.build());
    }
  }

  /** Somebody whom nobody follows and who follows nobody. */
  static long somebody() {
    return ThreadLocalRandom.current().nextLong(1, UNKNOWN);
  }

  /** Somebody without an account. */
  static long nobody() {
    return UNKNOWN + somebody();
  }

  void follow(long follower, long followee) {
    await(startFollow(follower, followee));
  }

  Future<FollowUserResponse> startFollow(long follower, long followee) {
    FollowUserRequest request = FollowUserRequest.newBuilder().setUserId(followee).build();
    return start(follower, follows -> follows.followUser(request));
  }

  void unfollow(long follower, long followee) {
    await(startUnfollow(follower, followee));
  }

  Future<UnfollowUserResponse> startUnfollow(long follower, long followee) {
    UnfollowUserRequest request = UnfollowUserRequest.newBuilder().setUserId(followee).build();
    return start(follower, follows -> follows.unfollowUser(request));
  }

  /** What the graph knows of a user, as nobody in particular sees it. */
  Relation relation(long user) {
    return relations(0, List.of(user)).getFirst();
  }

  List<Relation> relations(long viewer, List<Long> users) {
    GetRelationsRequest request =
        GetRelationsRequest.newBuilder().setViewerId(viewer).addAllUserIds(users).build();
    return call(follows -> follows.getRelations(request)).getRelationsList();
  }

  /** As if it were some days later. */
  void daysPass(int days) {
    await(
        postgres
            .primary()
            .preparedQuery(
                "UPDATE follow_counts SET last_celebrity_at = last_celebrity_at - make_interval(days => $1)")
            .execute(Tuple.of(days)));
  }

  /** Calls on behalf of somebody and waits for the answer. */
  <T> T call(Function<FollowServiceClient, Future<T>> call) {
    return await(start(somebody(), call));
  }

  private <T> Future<T> start(long user, Function<FollowServiceClient, Future<T>> call) {
    RpcContext context =
        new RpcContext(
            new Caller.User(user),
            Deadline.after(Duration.ofSeconds(30)),
            new Cancellation(),
            Map.of());
    return rpc.with(context, () -> call.apply(client));
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
