package warble.feed;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import warble.runtime.kafka.ConsumerConfig;
import warble.runtime.kafka.KafkaConfig;

/** Topics of a test's own in the shared Kafka. */
final class Topics implements AutoCloseable {

  static final int PARTITIONS = 3;

  private final Map<String, Object> properties;
  private final Admin admin;
  private final KafkaProducer<String, String> producer;

  Topics(KafkaConfig kafka) {
    this.properties = Map.of("bootstrap.servers", kafka.bootstrapServers().getFirst().toString());
    this.admin = Admin.create(properties);
    this.producer = new KafkaProducer<>(oneByOne(), new StringSerializer(), new StringSerializer());
  }

  /** With more requests in flight, one that a new topic's leader refuses may confuse the others. */
  private Map<String, Object> oneByOne() {
    var oneByOne = new HashMap<>(properties);
    oneByOne.put("max.in.flight.requests.per.connection", 1);
    return oneByOne;
  }

  /** A new topic, its dead-letter topic, and a group of its own; retries are quick. */
  ConsumerConfig create(String name) {
    var config =
        new ConsumerConfig(
            name + "-" + UUID.randomUUID(),
            "group-" + UUID.randomUUID(),
            32,
            3,
            Duration.ofSeconds(10),
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofSeconds(6));
    var topics =
        List.of(
            new NewTopic(config.topic(), PARTITIONS, (short) 1),
            new NewTopic(config.deadLetterTopic(), 1, (short) 1));
    get(admin.createTopics(topics).all());
    return config;
  }

  void send(String topic, long key, String value) {
    var _ = producer.send(new ProducerRecord<>(topic, Long.toString(key), value));
  }

  void sendTo(String topic, int partition, String key, String value) {
    var _ = producer.send(new ProducerRecord<>(topic, partition, key, value));
  }

  /** Returns when the group has committed all that was sent. */
  void awaitConsumed(ConsumerConfig config) {
    producer.flush();
    var sent = ends(config.topic());
    await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> lag(config, sent) == 0);
  }

  long lag(ConsumerConfig config) {
    return lag(config, ends(config.topic()));
  }

  /** Of what was sent up to these ends. */
  private long lag(ConsumerConfig config, Map<TopicPartition, Long> ends) {
    var offsets = committed(config);
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - offsets.getOrDefault(end.getKey(), 0L)))
        .sum();
  }

  /** The committed offset, 0 when nothing was committed yet. */
  long committed(ConsumerConfig config, TopicPartition partition) {
    return committed(config).getOrDefault(partition, 0L);
  }

  private Map<TopicPartition, Long> committed(ConsumerConfig config) {
    var committed = new HashMap<TopicPartition, Long>();
    get(admin.listConsumerGroupOffsets(config.group()).partitionsToOffsetAndMetadata())
        .forEach((partition, offset) -> {
          if (offset != null) {
            committed.put(partition, offset.offset());
          }
        });
    return committed;
  }

  private Map<TopicPartition, Long> ends(String topic) {
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    var ends = new HashMap<TopicPartition, Long>();
    get(admin.listOffsets(latest).all()).forEach((p, offset) -> ends.put(p, offset.offset()));
    return ends;
  }

  /** The first records of a topic's only partition. */
  List<ConsumerRecord<String, String>> read(String topic, int count) {
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      var partition = List.of(new TopicPartition(topic, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      var records = new ArrayList<ConsumerRecord<String, String>>();
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            return records.size() >= count;
          });
      return records;
    }
  }

  /** Has a member join the group and end without a word, as when its process is killed. */
  void joinAndDie(ConsumerConfig config, String instanceId) {
    var member = new HashMap<>(properties);
    member.put("group.id", config.group());
    member.put("session.timeout.ms", (int) config.sessionTimeout().toMillis());
    member.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    if (!instanceId.isEmpty()) {
      member.put("group.instance.id", instanceId);
    }
    var consumer = new KafkaConsumer<>(member, new StringDeserializer(), new StringDeserializer());
    consumer.subscribe(List.of(config.topic()));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          consumer.poll(Duration.ofMillis(100));
          return consumer.assignment().size() == PARTITIONS;
        });
    consumer.close(
        CloseOptions.groupMembershipOperation(
            CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
  }

  static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
