package warble.runtime.kafka;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import warble.runtime.rpc.Failure;

/** The topics of the project, of which neither broker nor Connect makes one by itself. */
public final class Topics {

  private Topics() {}

  /**
   * Creates those that are missing, with as many replicas as the cluster gives by default, and
   * gives all of them their settings. The partitions of one that exists stay as they are, for with
   * others the events of one key would part. May be done again. Blocks.
   *
   * @param file JSON: by name the number of {@code partitions} and the topic's {@code config}
   * @return their names
   * @throws warble.runtime.rpc.FailureException {@link Failure.Unavailable} when Kafka is away
   */
  public static List<String> create(KafkaConfig kafka, Path file) {
    JsonObject topics = read(file);
    try (Admin admin = Admin.create(ClientProperties.tool(kafka))) {
      admin
          .createTopics(topics.fieldNames().stream().map(name -> topic(name, topics)).toList())
          .values()
          .values()
          .forEach(change -> await(change, kafka));
      await(admin.incrementalAlterConfigs(settings(topics)).all(), kafka);
    }
    return List.copyOf(topics.fieldNames());
  }

  private static JsonObject read(Path file) {
    try {
      return new JsonObject(Buffer.buffer(Files.readAllBytes(file)));
    } catch (IOException absent) {
      throw new UncheckedIOException(absent);
    }
  }

  private static NewTopic topic(String name, JsonObject topics) {
    return new NewTopic(
            name,
            Optional.of(topics.getJsonObject(name).getInteger("partitions")),
            Optional.empty())
        .configs(config(name, topics));
  }

  private static Map<String, String> config(String name, JsonObject topics) {
    return topics.getJsonObject(name).getJsonObject("config").stream()
        .collect(toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
  }

  private static Map<ConfigResource, Collection<AlterConfigOp>> settings(JsonObject topics) {
    return topics.fieldNames().stream()
        .collect(
            toMap(
                name -> new ConfigResource(ConfigResource.Type.TOPIC, name),
                name -> changes(config(name, topics))));
  }

  private static Collection<AlterConfigOp> changes(Map<String, String> config) {
    return config.entrySet().stream()
        .map(it -> new ConfigEntry(it.getKey(), it.getValue()))
        .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
        .toList();
  }

  /** One that exists is as good as one that was created. */
  private static void await(KafkaFuture<Void> change, KafkaConfig kafka) {
    try {
      change.get();
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof TopicExistsException)) {
        throw explained(failed, kafka);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurry);
    }
  }

  private static RuntimeException explained(ExecutionException failed, KafkaConfig kafka) {
    return failed.getCause() instanceof RetriableException
        ? kafka.away()
        : new IllegalStateException(failed.getCause());
  }
}
