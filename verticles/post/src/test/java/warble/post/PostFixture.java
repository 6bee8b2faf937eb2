package warble.post;

import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import warble.post.v1.CreatePostRequest;
import warble.post.v1.GetPostRequest;
import warble.post.v1.LikePostRequest;
import warble.post.v1.PostServiceClient;
import warble.post.v1.PostServiceGrpcClient;
import warble.post.v1.UnlikePostRequest;
import warble.runtime.Deployment;
import warble.runtime.EntityId;
import warble.runtime.Platform;
import warble.runtime.config.Secret;
import warble.runtime.page.PageTokens;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReplicaConfig;
import warble.runtime.redis.RedisConfig;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Cancellation;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.runtime.rpc.RpcService;
import warble.testkit.Stack;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.GetUsersResponse;
import warble.user.v1.User;
import warble.user.v1.UserServiceGrpcService;

/** The post domain with a database of its own, called as other domains and the gateway call it. */
final class PostFixture implements AutoCloseable {

  private static final Duration READ_YOUR_WRITES = Duration.ofSeconds(30);

  final Postgres postgres;
  final PostgresConfig database;

  final Vertx vertx = Vertx.vertx();
  private final Rpc rpc;
  private final PostServiceClient client;

  private final RedisConfig redis;

  PostFixture(Stack stack) {
    this(stack, stack.redis());
  }

  /** With Redis by another address. */
  PostFixture(Stack stack, RedisConfig redis) {
    this(stack, redis, patient(stack.postgres("postdb")));
  }

  /** With a database that exists, perhaps by another address. */
  PostFixture(Stack stack, RedisConfig redis, PostgresConfig database) {
    this.redis = redis;
    this.database = database;
    Migrations.run(new Database(database, "db/post"));
    postgres = Postgres.connect(vertx, database);
    rpc = stack.localRpc(vertx);
    client = rpc.client(PostServiceGrpcClient.class);
    await(vertx.deployVerticle(new Users(rpc)));
    Platform platform =
        new Platform(
            vertx,
            rpc,
            (_, _) -> {},
            redis,
            stack.kafka(),
            new PageTokens(new Secret("a key of these tests")));
    new PostDomain().verticles(config(database), platform).forEach(this::deploy);
  }

  /** What a test wants flushed or purged, it does itself. */
  static PostConfig config(PostgresConfig database) {
    return new PostConfig(
        2,
        database,
        new ReplicaConfig(Duration.ofSeconds(25), database.connectTimeout(), 64),
        READ_YOUR_WRITES,
        new PostConfig.Cache(Duration.ofMinutes(10)),
        new PostConfig.Counters(Duration.ofDays(1)),
        Duration.ofDays(1),
        "warble_posts");
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

  private void deploy(Deployment deployment) {
    await(vertx.deployVerticle(deployment.verticle(), deployment.options()));
  }

  /** Everybody has an account. */
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
      request
          .getUserIdsList()
          .forEach(id -> response.addUsers(User.newBuilder().setId(id).setUsername("user" + id)));
      return Future.succeededFuture(response.build());
    }
  }

  /** Calls on behalf of a user and waits for the answer. */
  <T> T as(long user, Function<PostServiceClient, Future<T>> call) {
    return await(start(new Caller.User(user), call));
  }

  /** Calls on somebody's behalf. */
  <T> Future<T> start(Caller caller, Function<PostServiceClient, Future<T>> call) {
    return start(caller, Map.of(), call);
  }

  /** Calls on somebody's behalf with metadata. */
  <T> Future<T> start(
      Caller caller, Map<String, String> metadata, Function<PostServiceClient, Future<T>> call) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(30));
    return rpc.with(
        new RpcContext(caller, deadline, new Cancellation(), metadata), () -> call.apply(client));
  }

  /** Somebody who has done nothing yet. */
  static long somebody() {
    return ThreadLocalRandom.current().nextLong(1, EntityId.MAX);
  }

  /** A new post by this user. */
  warble.post.v1.Post post(long author, String content) {
    CreatePostRequest request = CreatePostRequest.newBuilder().setContent(content).build();
    return as(author, posts -> posts.createPost(request)).getPost();
  }

  /** A post that is too old to be looked for on the primary when the replica does not have it. */
  long oldPost(long author) {
    long id = somebody() >> 6;
    await(
        postgres
            .primary()
            .preparedQuery("INSERT INTO posts (id, author_id, content) VALUES ($1, $2, 'old')")
            .execute(Tuple.of(id, author)));
    return id;
  }

  /** Flushes or rebuilds the counts. */
  int counters(Function<PostCounters, Future<Integer>> act) {
    return await(startCounters(act));
  }

  Future<Integer> startCounters(Function<PostCounters, Future<Integer>> act) {
    return PostCounters.with(vertx, config(database), redis, act);
  }

  /** How many users like a post after this. */
  int like(long user, long post) {
    LikePostRequest request = LikePostRequest.newBuilder().setPostId(post).build();
    return as(user, posts -> posts.likePost(request)).getLikesCount();
  }

  /** How many users like a post after this. */
  int unlike(long user, long post) {
    UnlikePostRequest request = UnlikePostRequest.newBuilder().setPostId(post).build();
    return as(user, posts -> posts.unlikePost(request)).getLikesCount();
  }

  /** Sends a command to Redis as somebody else would. */
  void redis(Command command, String... arguments) {
    Request request = Request.cmd(command);
    Stream.of(arguments).forEach(request::arg);
    await(RedisLink.open(vertx, redis).compose(link -> link.send(request).eventually(link::close)));
  }

  /** The only number that a query answers with. */
  long number(String sql, Object... parameters) {
    return await(postgres.primary().preparedQuery(sql).execute(Tuple.from(parameters)))
        .iterator()
        .next()
        .getLong(0);
  }

  /** A post as somebody sees it. */
  warble.post.v1.Post seen(long viewer, long id) {
    GetPostRequest request = GetPostRequest.newBuilder().setPostId(id).build();
    return as(viewer, posts -> posts.getPost(request)).getPost();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
