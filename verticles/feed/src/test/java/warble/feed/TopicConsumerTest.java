package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import warble.runtime.kafka.ConsumerConfig;
import warble.runtime.kafka.KafkaConfig;
import warble.runtime.kafka.RecordWork;
import warble.runtime.kafka.TopicConsumer;
import warble.runtime.kafka.TopicRecord;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;

/**
 * The consumer of {@code runtime} against real Kafka, here because the testkit stands on runtime.
 */
@BackingServices
final class TopicConsumerTest {

  private final Vertx vertx = Vertx.vertx();
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  private KafkaConfig kafka;
  private Topics topics;
  private ConsumerConfig config;

  @BeforeEach
  void create(Stack stack) {
    kafka = stack.kafka();
    topics = new Topics(kafka);
    config = topics.create("records");
  }

  @AfterEach
  void close() {
    Futures.await(vertx.close());
    topics.close();
  }

  @Test
  void recordsOfOneKeyAreHandledInOrderOneAtATime() {
    var running = new ConcurrentHashMap<String, Boolean>();
    IntStream.range(0, 200).forEach(i -> topics.send(config.topic(), i % 5, i % 5 + ":" + i));

    var consumer =
        start(record -> {
          var key = record.key().toString();
          assertThat(running.putIfAbsent(key, true)).isNull();
          return vertx
              .timer(1)
              .onSuccess(_ -> running.remove(key))
              .onSuccess(_ -> handled.add(record.value().toString()))
              .mapEmpty();
        });
    topics.awaitConsumed(config);

    assertThat(handled).hasSize(200);
    for (int key = 0; key < 5; key++) {
      var prefix = key + ":";
      assertThat(handled.stream().filter(value -> value.startsWith(prefix)))
          .isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
    }
    Futures.await(consumer.close());
  }

  private static int number(String value) {
    return Integer.parseInt(value.substring(2));
  }

  @Test
  void neverMoreThanAllowedAreInFlight() {
    var inFlight = new AtomicInteger();
    var most = new AtomicInteger();
    IntStream.range(0, 500).forEach(i -> topics.send(config.topic(), i, "" + i));

    var consumer =
        start(_ -> {
          most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
          return vertx.timer(2).onSuccess(_ -> inFlight.decrementAndGet()).mapEmpty();
        });
    topics.awaitConsumed(config);

    assertThat(most.get()).isBetween(2, config.maxInFlight());
    Futures.await(consumer.close());
  }

  @Test
  void aFailedRecordIsTriedAgain() {
    var attempts = new AtomicInteger();
    topics.send(config.topic(), 1, "flaky");

    var consumer =
        start(_ ->
            attempts.incrementAndGet() < config.attempts()
                ? Future.failedFuture("not yet")
                : Future.succeededFuture());
    topics.awaitConsumed(config);

    assertThat(attempts).hasValue(config.attempts());
    Futures.await(consumer.close());
  }

  @Test
  void aRecordThatIsGivenUpGoesToTheDeadLettersAsItCame() {
    topics.sendTo(config.topic(), 2, "key", "poison");

    var consumer =
        start(_ -> {
          throw new IllegalStateException("a defect");
        });
    topics.awaitConsumed(config);
    var letter = topics.read(config.deadLetterTopic(), 1).getFirst();

    assertThat(letter.key()).isEqualTo("key");
    assertThat(letter.value()).isEqualTo("poison");
    assertThat(Topics.header(letter, "warble.topic")).isEqualTo(config.topic());
    assertThat(Topics.header(letter, "warble.partition")).isEqualTo("2");
    assertThat(Topics.header(letter, "warble.offset")).isEqualTo("0");
    assertThat(Topics.header(letter, "warble.cause")).contains("a defect");
    Futures.await(consumer.close());
  }

  @Test
  void aRecordIsNotGivenUpBecauseSomethingIsAway() {
    var attempts = new AtomicInteger();
    topics.send(config.topic(), 1, "patient");

    var consumer =
        start(_ ->
            attempts.incrementAndGet() < 3 * config.attempts()
                ? new Failure.Unavailable("away", Duration.ofMillis(1)).future()
                : Future.succeededFuture());
    topics.awaitConsumed(config);

    assertThat(attempts).hasValue(3 * config.attempts());
    Futures.await(consumer.close());
  }

  @Test
  void aRecordIsNotGivenUpSoonBecauseSomethingAnswersWithErrors() {
    var attempts = new AtomicInteger();
    topics.send(config.topic(), 1, "patient");

    var consumer =
        start(_ ->
            attempts.incrementAndGet() < 3 * config.attempts()
                ? new Failure.Internal("a defect over there").future()
                : Future.succeededFuture());
    topics.awaitConsumed(config);

    assertThat(attempts).hasValue(3 * config.attempts());
    Futures.await(consumer.close());
  }

  @Test
  void patienceWithErrorsHasAnEnd() {
    topics.send(config.topic(), 1, "poison over there");

    var consumer =
        TopicConsumer.start(
            vertx,
            kafka,
            impatient(),
            _ -> () -> new Failure.Internal("a defect over there").future());
    topics.awaitConsumed(config);

    assertThat(topics.read(config.deadLetterTopic(), 1))
        .extracting(letter -> letter.value())
        .containsExactly("poison over there");
    Futures.await(consumer.close());
  }

  private ConsumerConfig impatient() {
    return new ConsumerConfig(
        config.topic(),
        config.group(),
        config.maxInFlight(),
        config.attempts(),
        Duration.ofMillis(200),
        config.backoff(),
        config.maxBackoff(),
        config.drainTimeout(),
        config.sessionTimeout());
  }

  @Test
  void theTimeOfAnOutageDoesNotCountAsAttempts() {
    var attempts = new AtomicInteger();
    topics.send(config.topic(), 1, "unlucky");

    var consumer =
        start(record ->
            switch (attempts.incrementAndGet()) {
              case 1, 2, 3, 4, 5 -> away();
              case 6 -> Future.failedFuture("a defect");
              default -> note(record);
            });
    topics.awaitConsumed(config);

    assertThat(handled).containsExactly("unlucky");
    Futures.await(consumer.close());
  }

  @Test
  void theTimeOfAnOutageDoesNotCountAsPatience() {
    var attempts = new AtomicInteger();
    long outage = 2 * impatient().patience().toMillis();
    topics.send(config.topic(), 1, "unlucky");

    var consumer =
        TopicConsumer.start(
            vertx,
            kafka,
            impatient(),
            record ->
                () ->
                    switch (attempts.incrementAndGet()) {
                      case 1, 3 -> new Failure.Internal("a defect over there").future();
                      case 2 -> vertx.timer(outage).compose(_ -> away());
                      default -> note(record);
                    });
    topics.awaitConsumed(config);

    assertThat(handled).containsExactly("unlucky");
    Futures.await(consumer.close());
  }

  private static Future<Void> away() {
    return new Failure.Unavailable("away", Duration.ofMillis(1)).future();
  }

  @Test
  void aRecordIsNotGivenUpWhileThatCannotBeMadeUpFor() {
    var work = new NeverDone(3);
    topics.send(config.topic(), 1, "poison");

    var consumer = TopicConsumer.start(vertx, kafka, config, _ -> work);
    topics.awaitConsumed(config);

    assertThat(work.attempts).hasValue(config.attempts() + 3);
    assertThat(topics.read(config.deadLetterTopic(), 1)).hasSize(1);
    Futures.await(consumer.close());
  }

  /** Fails, and so often cannot be given up either. */
  private static final class NeverDone implements RecordWork {

    private final AtomicInteger attempts = new AtomicInteger();
    private int refusals;

    NeverDone(int refusals) {
      this.refusals = refusals;
    }

    @Override
    public Future<Void> attempt() {
      attempts.incrementAndGet();
      return Future.failedFuture("a defect");
    }

    @Override
    public Future<Void> giveUp() {
      if (refusals-- > 0) {
        throw new IllegalStateException("another defect");
      }
      return Future.succeededFuture();
    }
  }

  @Test
  void aRecordIsTriedOnWhenNoDeadLettersCanBeWritten() {
    var work = new NeverDone(0);
    // Of the two clients, only the producer minds.
    var broken =
        new KafkaConfig(kafka.bootstrapServers(), Map.of("compression.type", "nonsense"), "");
    topics.send(config.topic(), 1, "poison");

    var consumer = TopicConsumer.start(vertx, broken, config, _ -> work);
    await().until(() -> work.attempts.get() > config.attempts() + 3);

    assertThat(topics.lag(config)).isEqualTo(1);
    Futures.await(consumer.close());
  }

  @Test
  void onlyTheFinishedPrefixIsCommittedAndTheRestComesAgain() {
    var stuck = Promise.<Void>promise();
    IntStream.range(0, 10).forEach(i -> topics.sendTo(config.topic(), 0, "k" + i, "" + i));

    var first =
        start(record -> {
          handled.add(record.value().toString());
          return record.offset() == 4 ? stuck.future() : Future.succeededFuture();
        });
    await().until(() -> handled.size() == 10);
    await().until(() -> committed() == 4);
    var closed = first.close();
    vertx.setTimer(300, _ -> stuck.fail("too late for another attempt"));
    Futures.await(closed);
    assertThat(committed()).isEqualTo(4);

    handled.clear();
    var second = start(this::note);
    topics.awaitConsumed(config);
    assertThat(handled).containsExactlyInAnyOrder("4", "5", "6", "7", "8", "9");
    Futures.await(second.close());
  }

  @Test
  void closingWaitsForAttemptsInProgressAndCommitsThem() {
    var promises = new ConcurrentLinkedQueue<Promise<Void>>();
    IntStream.range(0, 3).forEach(i -> topics.sendTo(config.topic(), 0, "k" + i, "" + i));

    var consumer =
        start(_ -> {
          var promise = Promise.<Void>promise();
          promises.add(promise);
          return promise.future();
        });
    await().until(() -> promises.size() == 3);
    var closed = consumer.close();
    vertx.setTimer(300, _ -> promises.forEach(Promise::complete));

    Futures.await(closed);
    assertThat(committed()).isEqualTo(3);
  }

  @Test
  void partitionsMoveToANewMemberWithoutARecordHandledTwice() {
    var seen = new ConcurrentHashMap<String, AtomicInteger>();
    Function<TopicRecord, Future<Void>> count =
        record -> {
          seen.computeIfAbsent(record.value().toString(), _ -> new AtomicInteger())
              .incrementAndGet();
          return vertx.timer(3).mapEmpty();
        };
    var first = start(count);
    await().until(() -> first.consumes().succeeded());
    IntStream.range(0, 1000).forEach(i -> topics.send(config.topic(), i, "" + i));
    await().until(() -> seen.size() > 50);

    var second = start(count);
    await().until(() -> second.consumes().succeeded());
    topics.awaitConsumed(config);

    assertThat(seen).hasSize(1000);
    assertThat(seen.values()).extracting(AtomicInteger::get).containsOnly(1);
    Futures.await(Future.all(List.of(first.close(), second.close())));
  }

  /** Both figures stand in ADR 0008. */
  @Test
  void aProcessWithANameIsBackSoonAfterAKillAndOneWithoutWaitsForItsPredecessor(
      TestReporter reporter) {
    var named = rejoining("pod-0");
    config = topics.create("records");
    var nameless = rejoining("");
    reporter.publishEntry(
        Map.of("with a name", named.toString(), "without a name", nameless.toString()));

    assertThat(named).isLessThan(config.sessionTimeout().dividedBy(4));
    assertThat(nameless).isGreaterThan(config.sessionTimeout().dividedBy(2));
  }

  @Test
  void aProcessWithANameLeavesItsPartitionsWhenItStops() {
    var first = start(called("pod-0"));
    await().until(() -> first.consumes().succeeded());
    Futures.await(first.close());

    var stopped = Instant.now();
    var second = start(called("pod-1"));
    topics.send(config.topic(), 1, "for whoever is there");
    topics.awaitConsumed(config);

    assertThat(Duration.between(stopped, Instant.now()))
        .isLessThan(config.sessionTimeout().dividedBy(2));
    Futures.await(second.close());
  }

  /** How long a consumer takes to join when its process was killed a moment ago. */
  private Duration rejoining(String instanceId) {
    topics.joinAndDie(config, instanceId);
    var started = Instant.now();
    var consumer = start(called(instanceId));
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> consumer.consumes().succeeded());
    var rejoining = Duration.between(started, Instant.now());
    Futures.await(consumer.close());
    return rejoining;
  }

  private KafkaConfig called(String instanceId) {
    return new KafkaConfig(kafka.bootstrapServers(), Map.of(), instanceId);
  }

  private TopicConsumer start(KafkaConfig kafka) {
    return TopicConsumer.start(vertx, kafka, config, record -> () -> note(record));
  }

  @Test
  void aConsumerThatADefectBreaksSaysSoAndIsMadeAnew() {
    var sabotaged =
        new KafkaConfig(
            kafka.bootstrapServers(), Map.of("interceptor.classes", Saboteur.class.getName()), "");
    Saboteur.breakNext();
    topics.send(config.topic(), 1, "precious");

    var consumer = start(sabotaged);
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> String.valueOf(consumer.consumes().cause()).contains("broke"));
    topics.awaitConsumed(config);

    assertThat(handled).containsExactly("precious");
    assertThat(consumer.consumes().succeeded()).isTrue();
    Futures.await(consumer.close());
    assertThat(consumer.consumes().succeeded()).isFalse();
  }

  @Test
  void itWaitsForKafkaAndClosesWithoutIt() {
    var nowhere =
        new KafkaConfig(List.of(new warble.runtime.config.HostPort("127.0.0.1", 1)), Map.of(), "");

    var consumer = start(nowhere);

    assertThat(consumer.consumes().succeeded()).isFalse();
    Futures.await(consumer.close());
  }

  private TopicConsumer start(Function<TopicRecord, Future<Void>> handler) {
    return TopicConsumer.start(vertx, kafka, config, record -> () -> handler.apply(record));
  }

  private Future<Void> note(TopicRecord record) {
    handled.add(record.value().toString());
    return Future.succeededFuture();
  }

  private long committed() {
    return topics.committed(config, new TopicPartition(config.topic(), 0));
  }
}
