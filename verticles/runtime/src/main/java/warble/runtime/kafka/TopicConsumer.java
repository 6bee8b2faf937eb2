package warble.runtime.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes a topic at least once.
 *
 * <p>Records of one key are handled in order, others side by side, at most {@code maxInFlight} at a
 * time. An offset is committed when every record before it is finished. A record whose work fails
 * is tried again, for as long as the cause is that something is away; otherwise it goes to the
 * dead-letter topic at last. Kafka may be away, at the start too: consumption goes on when it is
 * back.
 */
public final class TopicConsumer {

  private static final Logger log = LoggerFactory.getLogger(TopicConsumer.class);

  /** Between the end of a broken membership and the next one. */
  private static final Duration REJOIN_DELAY = Duration.ofSeconds(1);

  private final Context context;
  private final KafkaConfig kafka;
  private final ConsumerConfig config;
  private final DeadLetters deadLetters;
  private final Deliveries deliveries;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Promise<Void> closed;
  private volatile State state = State.JOINING;

  private enum State {
    JOINING("has not joined its consumer group yet"),
    CONSUMING("consumes"),
    BROKEN("broke and has not joined its consumer group again"),
    ENDED("has ended");

    private final String text;

    State(String text) {
      this.text = text;
    }
  }

  private TopicConsumer(
      Vertx vertx,
      KafkaConfig kafka,
      ConsumerConfig config,
      Function<TopicRecord, RecordWork> work) {
    this.context = vertx.getOrCreateContext();
    this.kafka = kafka;
    this.config = config;
    this.deadLetters = new DeadLetters(vertx, kafka, config.deadLetterTopic());
    this.deliveries = new Deliveries(new Delivery.Means(vertx, config, work, deadLetters));
    this.closed = Promise.promise();
  }

  /**
   * Starts to consume, on the current Vert.x context.
   *
   * @param work what is to be done about a record; it must not throw, the attempts may
   */
  public static TopicConsumer start(
      Vertx vertx,
      KafkaConfig kafka,
      ConsumerConfig config,
      Function<TopicRecord, RecordWork> work) {
    var consumer = new TopicConsumer(vertx, kafka, config, work);
    Thread.ofPlatform()
        .name("kafka-" + config.group() + "-" + config.topic())
        .daemon()
        .start(consumer::run);
    return consumer;
  }

  /**
   * Succeeds when this consumer is a member of its group; a readiness check. That Kafka is away
   * after it has joined does not count, for the consumer goes on by itself when it is back.
   */
  public Future<Void> consumes() {
    var now = state;
    return now == State.CONSUMING
        ? Future.succeededFuture()
        : Future.failedFuture("the consumer of " + config.topic() + " " + now.text);
  }

  /** Waits for attempts in progress, commits what is done, and leaves the group. */
  public Future<Void> close() {
    closing.countDown();
    return closed.future().eventually(deadLetters::close);
  }

  private void run() {
    try {
      while (!isClosing()) {
        consume();
      }
    } finally {
      state = State.ENDED;
      context.runOnContext(_ -> closed.tryComplete());
    }
  }

  private void consume() {
    try {
      newLoop().runUntil(this::isClosing);
    } catch (RuntimeException | Error e) {
      // Whatever it is: no other thread consumes these partitions.
      state = State.BROKEN;
      log.error("{}: the consumer broke and is made anew", config.topic(), e);
      awaitRejoin();
    }
  }

  private PollLoop newLoop() {
    var consumer =
        new KafkaConsumer<>(
            ClientProperties.consumer(kafka, config),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    return new PollLoop(consumer, config, this::deliver, () -> state = State.CONSUMING);
  }

  private void deliver(Partition partition, ConsumerRecord<byte[], byte[]> record) {
    context.runOnContext(_ -> deliveries.deliver(partition, record));
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void awaitRejoin() {
    try {
      var _ = closing.await(REJOIN_DELAY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
