package warble.devstack;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics of the project. Neither the broker nor Connect makes one by itself, so that a wrong
 * name is an error.
 */
final class Topics {
  private static final short REPLICAS = 1;

  /** Events are not compacted: under one key are all posts of an author. */
  private static final List<NewTopic> ALL =
      List.of(
          topic("warble.posts", 6, Duration.ofDays(7)),
          topic("warble.posts.dlq", 6, Duration.ofDays(30)),
          topic("warble.follows", 6, Duration.ofDays(7)),
          topic("warble.follows.dlq", 6, Duration.ofDays(30)),
          topic("warble.heartbeat.posts", 1, Duration.ofDays(1)),
          topic("warble.heartbeat.follows", 1, Duration.ofDays(1)));

  private Topics() {}

  /** The retention is how long its readers may be away. */
  private static NewTopic topic(String name, int partitions, Duration retention) {
    return new NewTopic(name, partitions, REPLICAS)
        .configs(
            Map.of(
                "cleanup.policy", "delete", "retention.ms", Long.toString(retention.toMillis())));
  }

  /** Those that exist stay as they are. */
  static void create(String bootstrap) throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      for (var created : admin.createTopics(ALL).values().values()) {
        try {
          created.get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw e;
          }
        }
      }
    }
  }
}
