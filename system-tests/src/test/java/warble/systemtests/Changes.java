package warble.systemtests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What change capture has written to Kafka. */
final class Changes {

  private static final String POSTS = "warble.posts";
  private static final Duration POLL = Duration.ofMillis(100);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Changes() {}

  /**
   * Identifiers of an author's posts, in the order of the records, each as often as it was told.
   */
  static List<Long> ofPosts(LaptopProcess laptop, String author) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", "127.0.0.1:" + laptop.property("kafka.port"));
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(POSTS).stream()
              .map(it -> new TopicPartition(POSTS, it.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return read(consumer, partitions).stream()
          .filter(record -> record.key().equals(author))
          .map(Changes::id)
          .toList();
    }
  }

  /** What Connect says of the capture of posts. */
  static String capture(LaptopProcess laptop) {
    URI status =
        URI.create(
            "http://127.0.0.1:" + laptop.property("connect.port") + "/connectors/posts/status");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<ConsumerRecord<String, String>> read(
      KafkaConsumer<String, String> consumer, List<TopicPartition> partitions) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(records::add);
    }
    return records;
  }

  private static long id(ConsumerRecord<String, String> record) {
    try {
      return JSON.readTree(record.value()).get("id").asLong();
    } catch (JsonProcessingException e) {
      throw new AssertionError(record.value(), e);
    }
  }
}
