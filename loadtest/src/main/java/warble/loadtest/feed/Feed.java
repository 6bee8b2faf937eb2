package warble.loadtest.feed;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import warble.feed.FeedConfig;
import warble.feed.FeedDomain;
import warble.feed.v1.FeedServiceGrpcClient;
import warble.feed.v1.FeedServiceGrpcService;
import warble.feed.v1.GetFeedRequest;
import warble.feed.v1.GetFeedResponse;
import warble.loadtest.Domains;
import warble.loadtest.Stores;
import warble.runtime.kafka.ConsumerConfig;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Cancellation;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.ResponseMetadata;
import warble.runtime.rpc.RpcContext;

/** The feed domain in this process, among {@link Others}. */
final class Feed implements AutoCloseable {

  private final Domains domains;
  private final KafkaProducer<String, String> producer;
  private final String topic;

  /**
   * Starts it, and returns when it consumes.
   *
   * @param topics names of the topics of posts and follows, which exist
   */
  Feed(Stores stores, List<String> topics, FeedConfig.FanOut fanOut) {
    topic = topics.getFirst();
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                stores.kafka().bootstrapServers().getFirst().toString(),
                "linger.ms",
                0),
            new StringSerializer(),
            new StringSerializer());
    domains = Domains.alone(stores);
    domains.deploy(new Others(domains.rpc()));
    var config =
        new FeedConfig(
            2,
            Duration.ofSeconds(1),
            new FeedConfig.Limits(FeedBenchmark.CAPACITY, Duration.ofHours(1)),
            fanOut,
            consumer(topics.getFirst()),
            consumer(topics.getLast()),
            new FeedConfig.Live(
                1, 1000, Duration.ofSeconds(10), 32, Duration.ofSeconds(10), 10_000));
    domains.deploy(new FeedDomain(), config);
    domains.awaitReady();
  }

  private static ConsumerConfig consumer(String topic) {
    return new ConsumerConfig(
        topic,
        topic,
        256,
        8,
        Duration.ofMinutes(1),
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(6));
  }

  Vertx vertx() {
    return domains.vertx();
  }

  /** Reports a post of the author with so many followers; {@link #flush} sends what is left. */
  void post(long post, long followers) {
    var row = "{\"id\":%d,\"author_id\":%d,\"__op\":\"c\"}".formatted(post, followers);
    // Any key, so that the partitions share the posts of one author.
    var _ = producer.send(new ProducerRecord<>(topic, Long.toString(post), row));
  }

  void flush() {
    producer.flush();
  }

  Future<GetFeedResponse> read(long reader) {
    var client = domains.client(FeedServiceGrpcClient.class);
    return domains.as(reader, () -> client.getFeed(GetFeedRequest.getDefaultInstance()));
  }

  /** Listens to a reader's live feed; {@code onPost} is called for each item. */
  Future<Void> listen(long reader, Runnable onPost) {
    var call =
        new RpcContext(new Caller.User(reader), Deadline.never(), new Cancellation(), Map.of());
    var feeds = domains.rpc().channel(FeedServiceGrpcService.SERVICE_NAME.fullyQualifiedName());
    return domains
        .rpc()
        .with(
            call,
            () ->
                feeds.stream("StreamFeed", Buffer.buffer(), new ResponseMetadata())
                    .map(stream -> stream.handler(ignoringFirst(onPost)).resume())
                    .mapEmpty());
  }

  /** The first message says only that the feed is live. */
  private static Handler<Buffer> ignoringFirst(Runnable onPost) {
    var first = new AtomicBoolean(true);
    return _ -> {
      if (!first.getAndSet(false)) {
        onPost.run();
      }
    };
  }

  @Override
  public void close() {
    producer.close();
    domains.close();
  }
}
