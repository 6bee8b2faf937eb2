package warble.loadtest.posts;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import warble.runtime.kafka.KafkaConfig;

/** Notes when the record of each post arrives, on a thread of its own. */
final class ChangeRecords implements AutoCloseable {

  private static final String TOPIC = "warble.posts";
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<Long, Long> arrivals = new ConcurrentHashMap<>();
  private final KafkaConsumer<String, String> consumer;
  private final Thread thread = new Thread(this::consume, "change-records");
  private volatile boolean over;

  private ChangeRecords(KafkaConsumer<String, String> consumer) {
    this.consumer = consumer;
  }

  /** From now on. */
  static ChangeRecords of(KafkaConfig kafka) {
    Map<String, Object> properties = new HashMap<>(kafka.properties());
    properties.put("bootstrap.servers", kafka.bootstrapServers().getFirst().toString());
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(TOPIC).stream()
            .map(it -> new TopicPartition(TOPIC, it.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    ChangeRecords records = new ChangeRecords(consumer);
    records.thread.start();
    return records;
  }

  private void consume() {
    try (consumer) {
      while (!over) {
        consumer
            .poll(POLL)
            .forEach(record ->
                arrivals.putIfAbsent(
                    new JsonObject(record.value()).getLong("id"), System.nanoTime()));
      }
    }
  }

  /** When the record of a post arrived, as {@link System#nanoTime} tells; absent if it has not. */
  Map<Long, Long> arrivals() {
    return arrivals;
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
