package warble.loadtest.feed;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import warble.feed.FeedConfig;
import warble.loadtest.Load;
import warble.loadtest.Stores;
import warble.runtime.redis.RedisLink;

/**
 * The feed domain in this process against real Redis and Kafka, each figure next to its yardstick
 * from the same run. Writes timelines of users 1 to 100,000 and deletes them at the end: not for a
 * Redis that is in use.
 */
public final class FeedBenchmark implements AutoCloseable {

  /** As in {@code conf/feed.yaml}: what Redis packs tightly. */
  static final int CAPACITY = 126;

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration RUN = Duration.ofSeconds(10);
  private static final FeedConfig.FanOut USUAL = fanOut(2, 100);
  private static final int FOLLOWERS = 5_000;
  private static final int MANY_FOLLOWERS = 100_000;
  private static final int FEW_FOLLOWERS = 50;
  private static final int POSTS = 20;
  private static final int POSTS_PER_SECOND = 50;
  private static final int READS_PER_SECOND = 300;
  private static final int READERS = 500;
  private static final int LISTENERS = 5_000;
  private static final int SEEDED_AT_ONCE = 1_000;
  private static final int PIPELINE = 100;
  private static final int PIPELINES = 8;
  private static final int SINGLE_WRITERS = 50;
  private static final int ROUNDS = 3;
  private static final Pattern SCRIPTS = Pattern.compile("cmdstat_evalsha:.*usec_per_call=([^,]+)");

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong lastPost = new AtomicLong(1L << 41);
  private final Stores stores;
  private final RedisLink redis;

  private FeedBenchmark(Stores stores) {
    this.stores = stores;
    redis = Load.await(RedisLink.open(vertx, stores.redis()));
  }

  private static FeedConfig.FanOut fanOut(int workers, int batchSize) {
    return new FeedConfig.FanOut(workers, 1_000, batchSize, 32, Duration.ofSeconds(30));
  }

  /**
   * Measures and prints.
   *
   * @param args a file of the devstack's endpoints ({@code redis.port=…}), then the names of what
   *     to measure: {@code fanout table large reads memory live}; all of it without names
   */
  public static void main(String[] args)
      throws IOException, ExecutionException, InterruptedException {
    List<String> names = List.of(args).subList(1, args.length);
    try (var benchmark = new FeedBenchmark(Stores.of(Path.of(args[0])))) {
      for (String name : List.of("fanout", "table", "large", "reads", "memory", "live")) {
        if (names.isEmpty() || names.contains(name)) {
          benchmark.measure(name);
        }
      }
    }
  }

  private void measure(String name) throws ExecutionException, InterruptedException {
    switch (name) {
      case "fanout" -> fanout();
      case "table" -> table();
      case "large" -> large();
      case "reads" -> reads();
      case "live" -> live();
      default -> memory();
    }
  }

  // --- fan-out
  // --------------------------------------------------------------------------------------

  /** Posts to 5,000 followers, against bare writes of as many members. */
  private void fanout() throws ExecutionException, InterruptedException {
    seed(FOLLOWERS, CAPACITY);
    var links =
        Stream.generate(() -> Load.await(RedisLink.open(vertx, stores.redis())))
            .limit(SINGLE_WRITERS)
            .toList();
    var ofSingle = new ArrayList<Double>();
    var ofPipelined = new ArrayList<Double>();
    var ofServer = new ArrayList<Double>();
    try (var feed = new Feed(stores, topics(), USUAL)) {
      deliver(feed, POSTS);
      pipelined();
      for (int round = 1; round <= ROUNDS; round++) {
        double before = redisSeconds();
        double pipelined = pipelined();
        double between = redisSeconds();
        double delivered = delivered(feed);
        ofServer.add((between - before) / (redisSeconds() - between));
        double single = single(links);
        ofPipelined.add(delivered / pipelined);
        ofSingle.add(delivered / single);
        Load.say(
            "to %d followers %7.0f/s; ZADD, %d a pipeline %7.0f/s, one a round trip %7.0f/s",
            FOLLOWERS, delivered, PIPELINE, pipelined, single);
      }
    }
    links.forEach(link -> Load.await(link.close()));
    Load.say(
        "deliveries, medians: %.2f of the pipeline (wanted: 0.80), %.1f of the single writes"
            + " (wanted: 8); by the processor time of Redis alone %.2f of the pipeline",
        median(ofPipelined), median(ofSingle), median(ofServer));
  }

  /** The processor time that Redis has had, which other programs do not lengthen. */
  private double redisSeconds() {
    var info = Load.await(redis.send(Request.cmd(Command.INFO, "cpu"))).toString();
    return info.lines()
        .filter(line -> line.startsWith("used_cpu_user:") || line.startsWith("used_cpu_sys:"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
        .sum();
  }

  private void table() throws ExecutionException, InterruptedException {
    Load.say("deliveries as a share of ZADD in pipelines of %d, medians", PIPELINE);
    for (int batch : new int[] {10, 100, 1_000}) {
      for (int workers : new int[] {1, 2, 4, 8}) {
        // The sets of the yardstick begin anew too, or it would be slower with each line.
        seed(FOLLOWERS, CAPACITY);
        pipelined();
        try (var feed = new Feed(stores, topics(), fanOut(workers, batch))) {
          Load.await(redis.send(Request.cmd(Command.CONFIG).arg("RESETSTAT")));
          Load.say(
              "batch %4d  workers %d  %.2f  a script keeps Redis busy for %.2f ms on average",
              batch, workers, share(feed), scriptMillis());
        }
      }
    }
  }

  /** How long scripts took since the statistics of Redis began; each post has one of one key. */
  private double scriptMillis() {
    var info = Load.await(redis.send(Request.cmd(Command.INFO, "commandstats"))).toString();
    var statistics = SCRIPTS.matcher(info);
    return statistics.find() ? Double.parseDouble(statistics.group(1)) / 1000 : 0;
  }

  /** Beside the yardstick in each round, for what else the machine does comes and goes. */
  private double share(Feed feed) {
    deliver(feed, POSTS);
    return median(Stream.generate(() -> delivered(feed) / pipelined()).limit(ROUNDS).toList());
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Deliveries a second, of posts that wait in Kafka when the clock starts. */
  private double delivered(Feed feed) {
    return FOLLOWERS * POSTS / deliver(feed, POSTS);
  }

  /** Seconds until the last of the followers have the last of so many posts. */
  private double deliver(Feed feed, int posts) {
    var ids = IntStream.range(0, posts).mapToObj(_ -> lastPost.incrementAndGet()).toList();
    long start = System.nanoTime();
    ids.forEach(post -> feed.post(post, FOLLOWERS));
    feed.flush();
    ids.forEach(post -> Load.await(arrival(feed.vertx(), post, FOLLOWERS)));
    return (System.nanoTime() - start) / 1e9;
  }

  /** Succeeds when the last of so many followers has the post. */
  private Future<Void> arrival(Vertx clock, long post, int followers) {
    return redis
        .send(Request.cmd(Command.ZSCORE, "tl:" + followers, Long.toString(post)))
        .compose(score ->
            score == null
                ? clock.timer(1).compose(_ -> arrival(clock, post, followers))
                : Future.succeededFuture());
  }

  private double pipelined() {
    lastPost.addAndGet(POSTS);
    int batches = FOLLOWERS * POSTS / PIPELINE;
    return PIPELINE * rate(PIPELINES, batches, this::pipeline);
  }

  private Future<?> pipeline(int batch) {
    int first = batch * PIPELINE;
    return redis.batch(IntStream.range(first, first + PIPELINE).mapToObj(this::zadd).toList());
  }

  private Request zadd(int i) {
    // New ones in each round, as posts are: to write what is there would cost less.
    String member = Long.toString(lastPost.get() + i / FOLLOWERS);
    return Request.cmd(Command.ZADD, "bench:" + i % FOLLOWERS, member, member);
  }

  private double single(List<RedisLink> links) {
    lastPost.addAndGet(POSTS);
    return rate(SINGLE_WRITERS, FOLLOWERS, i -> links.get(i % SINGLE_WRITERS).send(zadd(i)));
  }

  /** Calls a second, so many under way at a time. */
  private double rate(int underWay, int calls, IntFunction<Future<?>> call) {
    long start = System.nanoTime();
    var next = new AtomicInteger();
    Load.await(Future.all(Stream.generate(() -> loop(next, calls, call)).limit(underWay).toList()));
    return calls / ((System.nanoTime() - start) / 1e9);
  }

  private Future<Void> loop(AtomicInteger next, int calls, IntFunction<Future<?>> call) {
    int i = next.getAndIncrement();
    return i >= calls
        ? Future.succeededFuture()
        : call.apply(i).compose(_ -> loop(next, calls, call));
  }

  // --- a large author among small ones
  // --------------------------------------------------------------------------------------

  /** One post to 100,000 followers, and what those to 50 feel of it. */
  private void large() throws ExecutionException, InterruptedException {
    // Full ones would not fit into the laptop's Redis.
    seed(MANY_FOLLOWERS, 16);
    try (var feed = new Feed(stores, topics(), USUAL)) {
      Load.open(feed.vertx(), POSTS_PER_SECOND, WARM_UP, () -> delivery(feed, FEW_FOLLOWERS));
      var idle =
          Load.open(feed.vertx(), POSTS_PER_SECOND, RUN, () -> delivery(feed, FEW_FOLLOWERS));
      long start = System.nanoTime();
      var large = delivery(feed, MANY_FOLLOWERS).map(_ -> (System.nanoTime() - start) / 1_000_000);
      var busy =
          Load.open(feed.vertx(), POSTS_PER_SECOND, WARM_UP, () -> delivery(feed, FEW_FOLLOWERS));
      Load.print("posts to 50, alone", idle);
      Load.print("posts to 50, meanwhile (wanted: p99 x 2)", busy);
      Load.say("the post to 100,000 (wanted: 2000 ms): %d ms", Load.await(large));
    }
  }

  private Future<Void> delivery(Feed feed, int followers) {
    long post = lastPost.incrementAndGet();
    feed.post(post, followers);
    return arrival(feed.vertx(), post, followers);
  }

  // --- reads
  // --------------------------------------------------------------------------------------

  /** Pages of 20 by readers whose timelines are live; the domains that are asked answer at once. */
  private void reads() throws ExecutionException, InterruptedException {
    forget(READERS);
    try (var feed = new Feed(stores, topics(), USUAL)) {
      for (long reader = 1; reader <= READERS; reader++) {
        Load.await(feed.read(reader));
      }
      Load.open(feed.vertx(), READS_PER_SECOND, WARM_UP, () -> feed.read(anyReader()));
      Load.print(
          "GetFeed of 20 at 300/s",
          Load.open(feed.vertx(), READS_PER_SECOND, RUN, () -> feed.read(anyReader())));
      Load.print(
          "GetFeed of 20, 32 readers",
          Load.closed(feed.vertx(), 32, RUN, () -> feed.read(anyReader())));
    }
  }

  private static long anyReader() {
    return ThreadLocalRandom.current().nextLong(1, READERS + 1);
  }

  // --- live feeds
  // --------------------------------------------------------------------------------------

  /** Readers who listen and to whom nothing happens, then posts for one of them, then for all. */
  private void live() throws ExecutionException, InterruptedException {
    forget(LISTENERS);
    try (var feed = new Feed(stores, topics(), USUAL)) {
      long before = usedMemory();
      var received = new AtomicInteger();
      for (long reader = 1; reader <= LISTENERS; reader++) {
        Load.await(feed.listen(reader, received::incrementAndGet));
      }
      Load.say(
          "%d who listen, each to %d authors: %.1f KiB each",
          LISTENERS, Others.FOLLOWEES, (usedMemory() - before) / 1024.0 / LISTENERS);
      double cpu = cpuSeconds();
      Load.await(feed.vertx().timer(RUN.toMillis()));
      Load.say("idle: %.1f %% of a core", 100 * (cpuSeconds() - cpu) * 1000.0 / RUN.toMillis());
      Load.open(feed.vertx(), POSTS_PER_SECOND, WARM_UP, () -> news(feed, 1, received, 1));
      Load.print(
          "a post for one of them, told to sent",
          Load.open(feed.vertx(), POSTS_PER_SECOND, RUN, () -> news(feed, 1, received, 1)));
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        Load.await(news(feed, Others.FIRST_AUTHOR, received, LISTENERS));
        Load.say("a post for all of them: %d ms", (System.nanoTime() - start) / 1_000_000);
      }
    }
  }

  /** Tells that there is a post; succeeds when so many more have come. */
  private Future<Void> news(Feed feed, long author, AtomicInteger received, int more) {
    int wanted = received.get() + more;
    var post = Long.toString(lastPost.incrementAndGet());
    var entry = Request.cmd(Command.XADD).arg("feed:news").arg("*").arg("kind").arg("POSTED");
    return redis
        .send(entry.arg("user").arg(author).arg("post").arg(post))
        .compose(_ -> reached(feed.vertx(), received, wanted));
  }

  private static Future<Void> reached(Vertx clock, AtomicInteger counter, int wanted) {
    return counter.get() >= wanted
        ? Future.succeededFuture()
        : clock.timer(1).compose(_ -> reached(clock, counter, wanted));
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** The processor time that this process has had. */
  private static double cpuSeconds() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  // --- memory
  // --------------------------------------------------------------------------------------

  private void memory() {
    seed(FOLLOWERS, CAPACITY);
    var usages =
        Load.await(
            redis.batch(
                IntStream.rangeClosed(1, 100)
                    .mapToObj(user -> Request.cmd(Command.MEMORY, "USAGE", "tl:" + user))
                    .toList()));
    Load.say(
        "a timeline of %d: %.0f bytes (wanted: 4096)",
        CAPACITY, usages.stream().mapToLong(Response::toLong).average().orElseThrow());
  }

  // ------------------------------------------------------------------------------------------------

  /** Makes the timelines of the first users live, with so many posts. */
  private void seed(int users, int posts) {
    forget(users);
    for (int first = 1; first <= users; first += SEEDED_AT_ONCE) {
      var timelines = new ArrayList<Request>();
      for (int user = first; user < Math.min(first + SEEDED_AT_ONCE, users + 1); user++) {
        timelines.add(timeline(user, posts));
      }
      Load.await(redis.batch(timelines));
    }
  }

  private static Request timeline(int user, int posts) {
    var timeline = Request.cmd(Command.ZADD).arg("tl:" + user).arg("+inf").arg("v0");
    for (long post = 1L << 40; post < (1L << 40) + posts; post++) {
      timeline.arg(post).arg(post);
    }
    return timeline;
  }

  private void forget(int users) {
    for (int first = 1; first <= users; first += SEEDED_AT_ONCE) {
      var keys = Request.cmd(Command.UNLINK);
      for (int user = first; user < first + SEEDED_AT_ONCE; user++) {
        keys.arg("tl:" + user).arg("bench:" + (user - 1));
      }
      Load.await(redis.send(keys));
    }
  }

  /** New topics of posts and of follows. */
  private List<String> topics() throws ExecutionException, InterruptedException {
    var names = List.of("bench-posts-" + UUID.randomUUID(), "bench-follows-" + UUID.randomUUID());
    try (var admin =
        Admin.create(
            Map.of("bootstrap.servers", stores.kafka().bootstrapServers().getFirst().toString()))) {
      admin
          .createTopics(names.stream().map(name -> new NewTopic(name, 6, (short) 1)).toList())
          .all()
          .get();
    }
    return names;
  }

  @Override
  public void close() {
    forget(MANY_FOLLOWERS);
    Load.await(vertx.close());
  }
}
