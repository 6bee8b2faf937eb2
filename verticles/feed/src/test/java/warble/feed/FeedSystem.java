package warble.feed;

import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import warble.feed.v1.FeedItem;
import warble.feed.v1.FeedServiceGrpcClient;
import warble.feed.v1.FeedServiceGrpcService;
import warble.feed.v1.GetFeedRequest;
import warble.feed.v1.GetFeedResponse;
import warble.feed.v1.StreamFeedRequest;
import warble.runtime.Deployment;
import warble.runtime.Platform;
import warble.runtime.config.Secret;
import warble.runtime.page.PageTokens;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.RedisConfig;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Cancellation;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.ResponseMetadata;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.testkit.Stack;

/** The feed domain with real Redis and Kafka, in a {@link World} that change capture reports on. */
final class FeedSystem implements AutoCloseable {

  /** A stream that is resumed begins exactly where it broke off. */
  static final FeedConfig.Live LIVE =
      new FeedConfig.Live(2, 20, Duration.ZERO, 4, Duration.ofSeconds(5), 1000);

  private static final Secret KEY = new Secret("0123456789abcdef");

  final World world;
  final FakeDomains domains;
  private final Topics topics;
  private final FeedConfig config;
  private final Vertx vertx = Vertx.vertx();
  private final Rpc rpc;
  private final RedisLink redis;
  private final List<Deployment> deployments;
  private final Deque<String> deployed = new ArrayDeque<>();
  private final Queue<Sent> log = new ConcurrentLinkedQueue<>();
  private final Map<String, Supplier<Future<Void>>> readiness = new ConcurrentHashMap<>();

  /** An event that was reported. */
  private record Sent(String topic, long key, String value) {}

  private FeedSystem(
      Stack stack, RedisConfig redisConfig, int capacity, int celebrityAt, FeedConfig.Live live) {
    this.world = new World(celebrityAt);
    this.topics = new Topics(stack.kafka());
    this.config =
        new FeedConfig(
            1,
            Duration.ofMillis(500),
            new FeedConfig.Limits(capacity, Duration.ofMinutes(10)),
            new FeedConfig.FanOut(2, 5, 2, 4, Duration.ofSeconds(5)),
            topics.create("posts"),
            topics.create("follows"),
            live);
    this.rpc = stack.localRpc(vertx);
    this.domains = new FakeDomains(rpc, world);
    this.redis = await(RedisLink.open(vertx, stack.redis()));
    var tokens = new PageTokens(KEY);
    await(vertx.deployVerticle(domains));
    this.deployments =
        new FeedDomain()
            .verticles(
                config,
                new Platform(vertx, rpc, readiness::put, redisConfig, stack.kafka(), tokens));
    deploy();
  }

  /**
   * A system whose timelines keep so many posts, and where authors are pulled from so many
   * followers on.
   */
  static FeedSystem start(Stack stack, int capacity, int celebrityAt) {
    return new FeedSystem(stack, stack.redis(), capacity, celebrityAt, LIVE);
  }

  /** A system that reaches Redis in another way than its tests do. */
  static FeedSystem start(Stack stack, RedisConfig redis) {
    return new FeedSystem(stack, redis, 128, 100, LIVE);
  }

  /** A system where live feeds are limited otherwise. */
  static FeedSystem start(Stack stack, RedisConfig redis, FeedConfig.Live live) {
    return new FeedSystem(stack, redis, 128, 100, live);
  }

  private void deploy() {
    readiness.clear();
    for (Deployment deployment : deployments) {
      deployed.addFirst(await(vertx.deployVerticle(deployment.verticle(), deployment.options())));
    }
    Awaitility.await()
        .until(() -> readiness.values().stream().allMatch(check -> check.get().succeeded()));
  }

  /** Stops the domain as a shutdown does, last deployed first, and starts it again. */
  void restart() {
    deployed.forEach(id -> await(vertx.undeploy(id)));
    deployed.clear();
    deploy();
  }

  /** Stops what consumes and fans out, and starts it again; feeds can be read meanwhile. */
  void restartConsumers() {
    stopConsumers();
    startConsumers();
  }

  /** Stops what consumes and fans out. */
  void stopConsumers() {
    var api = deployed.removeFirst();
    deployed.forEach(id -> await(vertx.undeploy(id)));
    deployed.clear();
    deployed.addFirst(api);
  }

  /** Starts it again. */
  void startConsumers() {
    var api = deployed.removeFirst();
    for (Deployment deployment : deployments.subList(0, deployments.size() - 1)) {
      deployed.addFirst(await(vertx.deployVerticle(deployment.verticle(), deployment.options())));
    }
    deployed.addFirst(api);
  }

  /** Starts the feed domain in another process, which takes part in the work. */
  Pod anotherPod(Stack stack) {
    return new Pod(stack, config, world);
  }

  /** The feed domain in another process. */
  static final class Pod implements AutoCloseable {

    final FakeDomains domains;
    private final Vertx vertx = Vertx.vertx();

    private Pod(Stack stack, FeedConfig config, World world) {
      var rpc = stack.localRpc(vertx);
      var tokens = new PageTokens(KEY);
      domains = new FakeDomains(rpc, world);
      await(vertx.deployVerticle(domains));
      var platform = new Platform(vertx, rpc, (_, _) -> {}, stack.redis(), stack.kafka(), tokens);
      for (Deployment deployment : new FeedDomain().verticles(config, platform)) {
        var _ = await(vertx.deployVerticle(deployment.verticle(), deployment.options()));
      }
    }

    @Override
    public void close() {
      await(vertx.close());
    }
  }

  long post(long author) {
    long post = world.post(author);
    report(config.posts().topic(), author, postRow(post, author, "c"));
    return post;
  }

  void delete(long post) {
    long author = world.delete(post);
    report(config.posts().topic(), author, postRow(post, author, "d"));
  }

  private static JsonObject postRow(long post, long author, String operation) {
    return new JsonObject().put("id", post).put("author_id", author).put("__op", operation);
  }

  void follow(long follower, long followee) {
    if (world.follow(follower, followee)) {
      report(config.follows().topic(), follower, followRow(follower, followee, "c"));
    }
  }

  void unfollow(long follower, long followee) {
    if (world.unfollow(follower, followee)) {
      report(config.follows().topic(), follower, followRow(follower, followee, "d"));
    }
  }

  /** Reports a follow or an unfollow that {@link #world} has seen already. */
  void reportFollow(long follower, long followee, String operation) {
    report(config.follows().topic(), follower, followRow(follower, followee, operation));
  }

  private static JsonObject followRow(long follower, long followee, String operation) {
    return new JsonObject()
        .put("follower_id", follower)
        .put("followee_id", followee)
        .put("__op", operation);
  }

  private void report(String topic, long key, JsonObject row) {
    var event = new Sent(topic, key, row.encode());
    log.add(event);
    send(event);
  }

  private void send(Sent event) {
    topics.send(event.topic(), event.key(), event.value());
  }

  /** Sends every event so far once more, in the same order. */
  void replay() {
    log.forEach(this::send);
  }

  /** The same for the events of these users. */
  void replay(Set<Long> users) {
    log.stream().filter(event -> users.contains(event.key())).forEach(this::send);
  }

  /** Returns when all events have been consumed. */
  void settle() {
    topics.awaitConsumed(config.posts());
    topics.awaitConsumed(config.follows());
  }

  GetFeedResponse page(long reader, int size, String token) {
    return await(
        as(reader, GetFeedRequest.newBuilder().setPageSize(size).setPageToken(token).build()));
  }

  Future<GetFeedResponse> as(long reader, GetFeedRequest request) {
    var context =
        new RpcContext(
            new Caller.User(reader),
            Deadline.after(Duration.ofSeconds(5)),
            new Cancellation(),
            Map.of());
    var client = rpc.client(FeedServiceGrpcClient.class);
    return rpc.with(context, () -> client.getFeed(request));
  }

  /** Listens to a reader's live feed, and does not read yet. */
  Listening listen(long reader, String lastEventId) {
    return await(listening(reader, lastEventId));
  }

  Future<Listening> listening(long reader, String lastEventId) {
    var cancellation = new Cancellation();
    var context = new RpcContext(new Caller.User(reader), Deadline.never(), cancellation, Map.of());
    var request = StreamFeedRequest.newBuilder().setLastEventId(lastEventId).build();
    var feeds = rpc.channel(FeedServiceGrpcService.SERVICE_NAME.fullyQualifiedName());
    return rpc.with(
        context,
        () ->
            feeds.stream("StreamFeed", Buffer.buffer(request.toByteArray()), new ResponseMetadata())
                .map(stream -> new Listening(Vertx.currentContext(), stream, cancellation)));
  }

  /** The ids of a reader's whole feed, read page by page. Every page but the last must be full. */
  List<Long> feed(long reader, int size) {
    var all = new ArrayList<Long>();
    var token = "";
    do {
      var page = page(reader, size, token);
      all.addAll(ids(page.getItemsList()));
      token = page.getNextPageToken();
      if (!token.isEmpty() && page.getItemsCount() != size) {
        throw new AssertionError("a short page: " + page.getItemsCount() + " of " + size);
      }
    } while (!token.isEmpty());
    return all;
  }

  static List<Long> ids(Collection<FeedItem> items) {
    return items.stream().map(item -> item.getPost().getId()).toList();
  }

  /** Reads once, and returns when the reader's timeline is live and complete. */
  void warmUp(long reader) {
    page(reader, 1, "");
    Awaitility.await().until(() -> isComplete(Timeline.homeKey(reader)));
  }

  private boolean isComplete(String key) {
    return members(key).stream().anyMatch(member -> member.startsWith("v"));
  }

  /** The members of a timeline in Redis, lowest first. */
  List<String> members(String key) {
    return redis(Command.ZRANGE, key, "0", "-1").stream().map(Response::toString).toList();
  }

  /** Loses what Redis knows of a user. */
  void forget(long user) {
    forget(List.of(user));
  }

  /** Loses what Redis knows of these users, at once. */
  void forget(Collection<Long> users) {
    var keys =
        users.stream().flatMap(user -> Stream.of(Timeline.homeKey(user), Timeline.authorKey(user)));
    redis(Command.DEL, keys.toArray(String[]::new));
  }

  Response redis(Command command, String... arguments) {
    var request = Request.cmd(command);
    List.of(arguments).forEach(request::arg);
    return await(redis.send(request));
  }

  /** Redis refuses to write until the result is closed; there must be nobody else who writes. */
  Full fullRedis() {
    var limit = redis(Command.CONFIG, "GET", "maxmemory").get("maxmemory").toString();
    var _ = redis(Command.CONFIG, "SET", "maxmemory", "1");
    return () -> redis(Command.CONFIG, "SET", "maxmemory", limit);
  }

  /** Redis that is full until it is closed. */
  interface Full extends AutoCloseable {
    @Override
    void close();
  }

  /** How often Redis has answered with an error of this kind. */
  long refusals(String kind) {
    var counter = Pattern.compile("errorstat_" + kind + ":count=(\\d+)");
    var statistics = counter.matcher(redis(Command.INFO, "errorstats").toString());
    return statistics.find() ? Long.parseLong(statistics.group(1)) : 0;
  }

  Rpc rpc() {
    return rpc;
  }

  /** The connection to Redis of the tests. */
  RedisCommands redis() {
    return redis;
  }

  Topics topics() {
    return topics;
  }

  FeedConfig config() {
    return config;
  }

  @Override
  public void close() {
    await(redis.close());
    await(vertx.close());
    topics.close();
  }
}
