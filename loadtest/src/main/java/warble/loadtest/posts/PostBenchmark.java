package warble.loadtest.posts;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import warble.loadtest.Domains;
import warble.loadtest.Load;
import warble.loadtest.Stores;
import warble.post.PostConfig;
import warble.post.PostDomain;
import warble.post.v1.CreatePostRequest;
import warble.post.v1.GetPostRequest;
import warble.post.v1.GetPostsRequest;
import warble.post.v1.LikePostRequest;
import warble.post.v1.ListPostsByAuthorsRequest;
import warble.post.v1.PostServiceClient;
import warble.post.v1.PostServiceGrpcClient;
import warble.post.v1.PostServiceGrpcService;
import warble.runtime.EntityId;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.ReplicaConfig;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.RpcConfig;
import warble.runtime.rpc.RpcNode;

/**
 * The post domain in this process against real Postgres and Redis, each figure next to its
 * yardstick from the same run. Writes to the database {@code postdb}, or another one of the file of
 * endpoints, and leaves its posts there; {@code authors} fills it with {@code -Dposts=10000000} old
 * ones, so give that one a database of its own.
 */
public final class PostBenchmark implements AutoCloseable {

  private static final Duration WARM_UP = Duration.ofSeconds(5);

  /** A thousand calls a second take so long until the compiler leaves them the processor. */
  private static final Duration GRPC_WARM_UP = Duration.ofSeconds(20);

  private static final Duration RUN = Duration.ofSeconds(10);
  private static final Duration ROUND = Duration.ofSeconds(3);
  private static final int ROUNDS = 5;
  private static final Duration VIRAL_RUN = Duration.ofSeconds(60);
  private static final int VIRAL_RATE = 2_000;
  private static final int OTHERS_RATE = 100;
  private static final int WRITERS = 256;
  private static final int READERS = 32;
  private static final int GRPC_RATE = 500;
  private static final int AUTHORS = 10_000;
  private static final long FEW_POSTS = 100_000;
  private static final long MANY_POSTS = 10_000_000;

  private static final String SERVICE = PostServiceGrpcService.SERVICE_NAME.fullyQualifiedName();

  private final Vertx vertx = Vertx.vertx();
  private final Stores stores;
  private final PostConfig config;
  private final Postgres postgres;
  private final RpcNode rpc;
  private final Domains domains;
  private final PostServiceClient posts;

  private PostBenchmark(Stores stores) {
    this.stores = stores;
    config =
        new PostConfig(
            2,
            stores.postgresOr("postdb"),
            new ReplicaConfig(Duration.ofSeconds(2), Duration.ofSeconds(2), 64),
            Duration.ofSeconds(5),
            new PostConfig.Cache(Duration.ofMinutes(10)),
            new PostConfig.Counters(Duration.ofSeconds(20)),
            Duration.ofDays(1),
            "warble_posts");
    postgres = Postgres.connect(vertx, config.postgres());
    rpc = node(Set.of(SERVICE));
    domains = new Domains(stores, vertx, rpc);
    domains.deploy(new PostDomain(), config);
    posts = domains.client(PostServiceGrpcClient.class);
  }

  /** One of several processes, though it shares this one with the others. */
  private RpcNode node(Set<String> services) {
    RpcConfig several =
        new RpcConfig(
            new HostPort("127.0.0.1", 0),
            Duration.ofSeconds(10),
            new DataSize(4 << 20),
            Duration.ofSeconds(5),
            Map.of("default", List.of(new HostPort("127.0.0.1", 1))));
    return RpcNode.create(vertx, several, services);
  }

  /**
   * Measures and prints.
   *
   * @param args a file of the devstack's endpoints ({@code postgres.port=…}), then the names of
   *     what to measure: {@code likes viral reads authors grpc changes}; all of it without names
   */
  public static void main(String[] args) throws IOException {
    List<String> names = List.of(args).subList(1, args.length);
    try (var benchmark = new PostBenchmark(Stores.of(Path.of(args[0])))) {
      Map<String, Runnable> parts = benchmark.parts();
      (names.isEmpty() ? parts.keySet() : names)
          .forEach(name -> Objects.requireNonNull(parts.get(name), name).run());
    }
  }

  private Map<String, Runnable> parts() {
    return Map.of(
        "likes", this::likes,
        "viral", this::viral,
        "reads", this::reads,
        "authors", this::authors,
        "grpc", this::grpc,
        "changes", this::changes);
  }

  // --- likes
  // --------------------------------------------------------------------------------------

  /** As many likes of one post as there can be, against a counter in its row. */
  private void likes() {
    long post = create();
    Load.closed(vertx, WRITERS, WARM_UP, () -> like(post));
    Load.Result likes = Load.closed(vertx, WRITERS, RUN, () -> like(post));
    run("CREATE TABLE IF NOT EXISTS hot_row (id bigint PRIMARY KEY, content text, likes integer)");
    run("INSERT INTO hot_row VALUES (1, repeat('x', 140), 0) ON CONFLICT DO NOTHING");
    Load.closed(vertx, WRITERS, WARM_UP, this::increment);
    Load.Result updates = Load.closed(vertx, WRITERS, RUN, this::increment);
    run("DROP TABLE hot_row");
    Load.print("likes of one post", likes);
    Load.print("UPDATE posts SET likes = likes + 1", updates);
    Load.say("ratio %.1f (wanted: 5)", likes.rate() / updates.rate());
    checkCount(post);
  }

  private Future<?> increment() {
    return postgres
        .primary()
        .preparedQuery("UPDATE hot_row SET likes = likes + 1 WHERE id = 1")
        .execute();
  }

  /** A viral post for a minute, with the latency of the others before and during it. */
  private void viral() {
    long post = create();
    List<Long> others = Stream.generate(this::create).limit(200).toList();
    Supplier<Future<?>> other = () -> like(others.get(ThreadLocalRandom.current().nextInt(200)));
    Load.open(vertx, VIRAL_RATE, WARM_UP, () -> like(post));
    Load.Result before = Load.open(vertx, OTHERS_RATE, RUN, other);
    LockWaits waits = LockWaits.watch(vertx, postgres);
    Future<Load.Result> viral = Load.start(vertx, VIRAL_RATE, VIRAL_RUN, () -> like(post));
    Load.Result during = Load.open(vertx, OTHERS_RATE, VIRAL_RUN, other);
    Load.print("likes of the viral post", Load.await(viral));
    Load.print("likes of others before", before);
    Load.print("likes of others meanwhile", during);
    Load.say(
        "longest lock wait seen %.1f ms in %d looks (wanted: 10)", waits.longest(), waits.looks());
    waits.stop();
    checkCount(post);
  }

  private void checkCount(long post) {
    // Before a flush, which has the cache load what is right.
    int seen = Load.await(as(1, client -> client.getPost(get(post)))).getPost().getLikesCount();
    Load.await(new PostDomain().flushCounters(vertx, config, stores.redis()));
    long rows = number("SELECT count(*) FROM likes WHERE post_id = $1", post);
    long folded = number("SELECT likes FROM post_counts WHERE post_id = $1", post);
    Load.say("rows %d, counted %d, seen %d", rows, folded, seen);
  }

  // --- reads
  // --------------------------------------------------------------------------------------

  /** A page of posts that are in the cache, against a bare MGET of the same, in turns. */
  private void reads() {
    List<Long> ids = Stream.generate(this::create).limit(20).toList();
    GetPostsRequest request = GetPostsRequest.newBuilder().addAllPostIds(ids).build();
    RedisLink link = Load.await(RedisLink.open(vertx, stores.redis()));
    List<Supplier<Future<?>>> loads =
        List.of(
            () -> link.send(mget(ids)),
            () -> as(0, client -> client.getPosts(request)),
            () -> as(7, client -> client.getPosts(request)));
    loads.forEach(load -> Load.closed(vertx, READERS, WARM_UP, load));
    for (int round = 1; round <= ROUNDS; round++) {
      double[] rates =
          loads.stream()
              .mapToDouble(load -> Load.closed(vertx, READERS, ROUND, load).rate())
              .toArray();
      Load.say(
          "MGET of 20 %.0f/s; GetPosts %.0f/s, ratio %.2f; with a viewer %.0f/s, %.2f (wanted: 0.70)",
          rates[0], rates[1], rates[1] / rates[0], rates[2], rates[2] / rates[0]);
    }
    Load.await(link.close());
  }

  private static Request mget(List<Long> ids) {
    Request request = Request.cmd(Command.MGET);
    ids.forEach(id -> request.arg("post:" + id));
    return request;
  }

  /** Creates and cached reads at the same time, over HTTP/2. */
  private void grpc() {
    RpcNode other = node(Set.of());
    other.setInstances(SERVICE, List.of(Load.await(rpc.listen()).orElseThrow()));
    PostServiceClient remote = other.client(PostServiceGrpcClient.class);
    List<Long> ids = Stream.generate(this::create).limit(200).toList();
    CreatePostRequest post = CreatePostRequest.newBuilder().setContent("y".repeat(140)).build();
    Supplier<Future<?>> create =
        () -> other.with(Domains.caller(somebody()), () -> remote.createPost(post));
    Supplier<Future<?>> get =
        () ->
            other.with(
                Domains.caller(7), () -> remote.getPost(get(ids.get(somebodyOf(ids.size())))));
    Future<Load.Result> warm = Load.start(vertx, GRPC_RATE, GRPC_WARM_UP, create);
    Load.open(vertx, GRPC_RATE, GRPC_WARM_UP, get);
    Load.await(warm);
    CoreTime before = CoreTime.now();
    Future<Load.Result> creates = Load.start(vertx, GRPC_RATE, RUN, create);
    Load.Result gets = Load.open(vertx, GRPC_RATE, RUN, get);
    CoreTime used = CoreTime.now().minus(before);
    Load.print("CreatePost by gRPC (wanted: p99 15)", Load.await(creates));
    Load.print("GetPost by gRPC (wanted: p99 3)", gets);
    Load.say(
        "this process ran for %.1f s of %d and waited %.1f s for a core that others had",
        used.ran() / 1e9, RUN.toSeconds(), used.waited() / 1e9);
  }

  private static GetPostRequest get(long post) {
    return GetPostRequest.newBuilder().setPostId(post).build();
  }

  private static int somebodyOf(int size) {
    return ThreadLocalRandom.current().nextInt(size);
  }

  /** The newest posts of 500 authors of {@link #AUTHORS}, in a small table and in a large one. */
  private void authors() {
    Supplier<Future<?>> list = () -> as(1, client -> client.listPostsByAuthors(newest()));
    for (long posts : new long[] {FEW_POSTS, Long.getLong("posts", MANY_POSTS)}) {
      fill(posts);
      Load.closed(vertx, 1, WARM_UP, list);
      Load.print("ListPostsByAuthors of 500 (p99 10)", Load.closed(vertx, 1, RUN, list));
      Load.say("posts in the table: %,d", number("SELECT count(*) FROM posts WHERE id > $1", 0));
    }
  }

  /**
   * All of them older than any real post. Index entries count here, so contents are short. The
   * index by author is made anew, for rows of any author would come to it in no order.
   */
  private void fill(long posts) {
    long there = number("SELECT count(*) FROM posts WHERE id <= $1", posts << 12);
    if (there < posts) {
      long start = System.nanoTime();
      run(
          """
          DROP INDEX posts_by_author;
          INSERT INTO posts (id, author_id, content)
          SELECT i << 12, 1 + (hashint8(i) & 2147483647) %% %d, 'benchmark'
          FROM generate_series(%d::bigint, %d::bigint) i
          ON CONFLICT DO NOTHING;
          CREATE UNIQUE INDEX posts_by_author ON posts (author_id, id);
          ALTER TABLE posts REPLICA IDENTITY USING INDEX posts_by_author
          """
              .formatted(AUTHORS, there + 1, posts));
      run("VACUUM (ANALYZE) posts");
      Load.say("%,d posts more in %.1f s", posts - there, (System.nanoTime() - start) / 1e9);
    }
  }

  private static ListPostsByAuthorsRequest newest() {
    ListPostsByAuthorsRequest.Builder request =
        ListPostsByAuthorsRequest.newBuilder().setLimit(128);
    ThreadLocalRandom.current()
        .longs(1, AUTHORS + 1)
        .distinct()
        .limit(500)
        .forEach(request::addAuthorIds);
    return request.build();
  }

  /** From the call that writes a post to the record of it in Kafka. The connector must run. */
  private void changes() {
    CreatePostRequest post = CreatePostRequest.newBuilder().setContent("y".repeat(140)).build();
    Map<Long, Long> sent = new ConcurrentHashMap<>();
    Supplier<Future<?>> create =
        () -> {
          long now = System.nanoTime();
          return as(somebody(), client -> client.createPost(post))
              .onSuccess(created -> sent.put(created.getPost().getId(), now));
        };
    Load.open(vertx, OTHERS_RATE, WARM_UP, create);
    sent.clear();
    try (ChangeRecords records = ChangeRecords.of(stores.kafka())) {
      Load.Result creates = Load.open(vertx, OTHERS_RATE, RUN, create);
      LockSupport.parkNanos(WARM_UP.toNanos());
      Load.print("CreatePost meanwhile", creates);
      Load.print("to the record in Kafka (60, p99 300)", latencies(sent, records.arrivals()));
    }
  }

  private static Load.Result latencies(Map<Long, Long> sent, Map<Long, Long> arrivals) {
    long[] nanos =
        sent.entrySet().stream()
            .filter(it -> arrivals.containsKey(it.getKey()))
            .mapToLong(it -> Objects.requireNonNull(arrivals.get(it.getKey())) - it.getValue())
            .toArray();
    return Load.Result.of(nanos, RUN.toSeconds(), sent.size() - nanos.length);
  }

  // ------------------------------------------------------------------------------------------------

  private long create() {
    CreatePostRequest request = CreatePostRequest.newBuilder().setContent("y".repeat(140)).build();
    return Load.await(as(somebody(), client -> client.createPost(request))).getPost().getId();
  }

  private Future<?> like(long post) {
    LikePostRequest request = LikePostRequest.newBuilder().setPostId(post).build();
    return as(somebody(), client -> client.likePost(request));
  }

  private static long somebody() {
    return ThreadLocalRandom.current().nextLong(1, EntityId.MAX);
  }

  private <T> Future<T> as(long user, Function<PostServiceClient, Future<T>> call) {
    return domains.as(user, () -> call.apply(posts));
  }

  private void run(String sql) {
    Load.await(postgres.primary().query(sql).execute());
  }

  private long number(String sql, long parameter) {
    return Load.await(postgres.primary().preparedQuery(sql).execute(Tuple.of(parameter)))
        .iterator()
        .next()
        .getLong(0);
  }

  @Override
  public void close() {
    domains.close();
  }
}
