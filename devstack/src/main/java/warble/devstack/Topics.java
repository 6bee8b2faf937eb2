package warble.devstack;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
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

  private record Topic(int partitions, Map<String, String> config) {
    NewTopic named(String name) {
      return new NewTopic(name, partitions, REPLICAS).configs(config);
    }
  }

  private Topics() {}

  /** Creates what the file lists. Topics that exist stay as they are. */
  static void create(String bootstrap, Path file)
      throws IOException, ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      for (var created : admin.createTopics(read(file)).values().values()) {
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

  private static List<NewTopic> read(Path file) throws IOException {
    var topics =
        new ObjectMapper().readValue(file.toFile(), new TypeReference<Map<String, Topic>>() {});
    return topics.entrySet().stream().map(it -> it.getValue().named(it.getKey())).toList();
  }
}
