package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.config.HostPort;
import warble.runtime.kafka.ConsumerConfig;
import warble.runtime.kafka.DeadLetterBox;
import warble.runtime.kafka.KafkaConfig;
import warble.runtime.kafka.TopicConsumer;
import warble.runtime.kafka.TopicRecord;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;

/** What becomes of records that could not be handled, by hand. */
@BackingServices
final class DeadLetterBoxTest {

  private final Vertx vertx = Vertx.vertx();
  private final AtomicBoolean defect = new AtomicBoolean(true);
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  private KafkaConfig kafka;
  private Topics topics;
  private ConsumerConfig config;
  private DeadLetterBox box;

  @BeforeEach
  void start(Stack stack) {
    kafka = stack.kafka();
    topics = new Topics(kafka);
    config = topics.create("records");
    box = new DeadLetterBox(kafka, config);
    var _ = TopicConsumer.start(vertx, kafka, config, record -> () -> handle(record));
  }

  private Future<Void> handle(TopicRecord record) {
    if (defect.get()) {
      return Future.failedFuture(new IllegalStateException("a defect"));
    }
    handled.add(record.key() + "=" + record.value());
    return Future.succeededFuture();
  }

  @AfterEach
  void stop() {
    Futures.await(vertx.close());
    topics.close();
  }

  @Test
  void aLetterTellsWhereItCameFromAndWhy() {
    var before = Instant.now().minusSeconds(1);
    topics.sendTo(config.topic(), 2, "7", "poison");
    topics.awaitConsumed(config);

    var letter = box.list().getFirst();

    assertThat(letter.topic()).isEqualTo(config.topic());
    assertThat(letter.partition()).isEqualTo(2);
    assertThat(letter.offset()).isZero();
    assertThat(letter.key()).isEqualTo("7");
    assertThat(letter.reason()).contains("a defect");
    assertThat(letter.time()).isBetween(before, Instant.now().plusSeconds(1));
  }

  @Test
  void whatIsReplayedIsHandledAndNotListedAgain() {
    topics.send(config.topic(), 7, "one");
    topics.send(config.topic(), 7, "two");
    topics.awaitConsumed(config);
    assertThat(box.list()).hasSize(2);
    assertThat(box.list()).hasSize(2);

    defect.set(false);

    assertThat(box.replay()).isEqualTo(2);
    topics.awaitConsumed(config);
    assertThat(handled).containsExactly("7=one", "7=two");
    assertThat(box.list()).isEmpty();
    assertThat(box.replay()).isZero();
  }

  @Test
  void whatFailsAgainIsListedAgain() {
    topics.send(config.topic(), 7, "poison");
    topics.awaitConsumed(config);

    assertThat(box.replay()).isEqualTo(1);
    topics.awaitConsumed(config);

    await().untilAsserted(() -> assertThat(box.list()).hasSize(1));
    assertThat(box.list().getFirst().offset()).isPositive();
  }

  @Test
  void aTopicThatNeverWasIsToldFromOneWithoutLetters() {
    var elsewhere = new DeadLetterBox(kafka, called("nowhere"));

    assertThat(box.list()).isEmpty();
    assertThat(failure(elsewhere)).isInstanceOf(Failure.NotFound.class);
  }

  private ConsumerConfig called(String topic) {
    return new ConsumerConfig(
        topic,
        config.group(),
        config.maxInFlight(),
        config.attempts(),
        config.patience(),
        config.backoff(),
        config.maxBackoff(),
        config.drainTimeout(),
        config.sessionTimeout());
  }

  @Test
  void withoutKafkaItSaysSo() {
    var nowhere = new KafkaConfig(List.of(new HostPort("127.0.0.1", 1)), Map.of(), "");

    assertThat(failure(new DeadLetterBox(nowhere, config)))
        .isInstanceOf(Failure.Unavailable.class)
        .extracting(Failure::message)
        .asString()
        .contains("127.0.0.1:1");
  }

  private static Failure failure(DeadLetterBox box) {
    return catchThrowableOfType(FailureException.class, box::list).failure();
  }
}
