package warble.runtime.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * The dead letters of a topic, for a person who looks at them and sends them once more. Its methods
 * block; they throw {@link FailureException} with {@link Failure.Unavailable} when Kafka is away,
 * and with {@link Failure.NotFound} when the topic of the dead letters does not exist.
 */
public final class DeadLetterBox {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaConfig kafka;
  private final ConsumerConfig config;

  /** The dead letters of the topic that is consumed so. */
  public DeadLetterBox(KafkaConfig kafka, ConsumerConfig config) {
    this.kafka = kafka;
    this.config = config;
  }

  /** All of them, in the order in which they were given up within each partition. */
  public List<DeadLetter> list() {
    return told(() -> {
      var letters = new ArrayList<DeadLetter>();
      read(letter -> letters.add(DeadLetter.of(letter)));
      return letters;
    });
  }

  /**
   * Sends every dead letter to the topic that it came from, with its key and value, and then
   * deletes it. Whoever is interrupted in between has them sent a second time by the next replay.
   *
   * @return how many
   */
  public int replay() {
    return told(this::sendAndDelete);
  }

  private int sendAndDelete() {
    try (var producer =
            new KafkaProducer<>(
                ClientProperties.sender(kafka),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        var admin = Admin.create(ClientProperties.tool(kafka))) {
      var sent = new ArrayList<Future<?>>();
      var ends = read(letter -> sent.add(producer.send(original(letter))));
      producer.flush();
      sent.forEach(DeadLetterBox::get);
      get(admin.deleteRecords(before(ends)).all());
      return sent.size();
    }
  }

  /** Without a partition: the key decides, also when the topic has other partitions by now. */
  private ProducerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> letter) {
    return new ProducerRecord<>(config.topic(), letter.key(), letter.value());
  }

  private static Map<TopicPartition, RecordsToDelete> before(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue())));
  }

  /** Reads what is there now; where each partition ended. */
  private Map<TopicPartition, Long> read(Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (var consumer =
        new KafkaConsumer<>(
            ClientProperties.reader(kafka),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions = partitions(consumer);
      consumer.assign(partitions);
      var ends = consumer.endOffsets(partitions);
      consumer.seekToBeginning(partitions);
      var patience = Deadline.after(PATIENCE);
      while (!isThrough(consumer, ends)) {
        var some = consumer.poll(POLL);
        patience = some.isEmpty() ? inTime(patience) : Deadline.after(PATIENCE);
        some.forEach(letter -> {
          if (letter.offset() < end(ends, letter)) {
            each.accept(letter);
          }
        });
      }
      return ends;
    }
  }

  /** A broker that goes away half-way fails no poll: they are empty. */
  private static Deadline inTime(Deadline patience) {
    if (patience.passed()) {
      throw new TimeoutException("no letter came for " + PATIENCE);
    }
    return patience;
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    var partitions =
        consumer.partitionsFor(config.deadLetterTopic()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new Failure.NotFound(
              "topic/" + config.deadLetterTopic(),
              "topic " + config.deadLetterTopic() + " does not exist")
          .exception();
    }
    return partitions;
  }

  private static boolean isThrough(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private static long end(Map<TopicPartition, Long> ends, ConsumerRecord<byte[], byte[]> letter) {
    return ends.getOrDefault(new TopicPartition(letter.topic(), letter.partition()), 0L);
  }

  private <T> T told(Supplier<T> act) {
    try {
      return act.get();
    } catch (TimeoutException late) {
      throw kafka.away();
    }
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failed);
    } catch (InterruptedException interrupted) {
      throw new InterruptException(interrupted);
    }
  }
}
