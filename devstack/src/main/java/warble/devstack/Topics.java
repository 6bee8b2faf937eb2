package warble.devstack;

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

  private static final List<NewTopic> ALL =
      List.of(
          topic("warble.posts", 6),
          topic("warble.posts.dlq", 6),
          topic("warble.follows", 6),
          topic("warble.follows.dlq", 6),
          topic("warble.heartbeat.posts", 1),
          topic("warble.heartbeat.follows", 1));

  private Topics() {}

  private static NewTopic topic(String name, int partitions) {
    return new NewTopic(name, partitions, REPLICAS);
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
