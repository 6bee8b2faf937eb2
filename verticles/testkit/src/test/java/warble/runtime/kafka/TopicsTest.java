package warble.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

@BackingServices
class TopicsTest {

  @TempDir Path folder;

  private final String topic = "test-" + UUID.randomUUID();

  @Test
  void aTopicIsCreatedAsTheFileSays(Stack stack) throws Exception {
    assertThat(Topics.create(stack.kafka(), file(3, "1000"))).containsExactly(topic);

    assertThat(partitions(stack)).isEqualTo(3);
    assertThat(retention(stack)).isEqualTo("1000");
  }

  @Test
  void oneThatExistsGetsTheSettingsButNoOtherPartitions(Stack stack) throws Exception {
    Topics.create(stack.kafka(), file(3, "1000"));

    Topics.create(stack.kafka(), file(4, "2000"));

    assertThat(partitions(stack)).isEqualTo(3);
    assertThat(retention(stack)).isEqualTo("2000");
  }

  private Path file(int partitions, String retention) throws IOException {
    return Files.writeString(
        folder.resolve("topics.json"),
        """
        {"%s": {"partitions": %d, "config": {"retention.ms": "%s"}}}
        """
            .formatted(topic, partitions, retention));
  }

  private int partitions(Stack stack) throws ExecutionException, InterruptedException {
    try (Admin admin = admin(stack)) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .values()
          .iterator()
          .next()
          .partitions()
          .size();
    }
  }

  private String retention(Stack stack) throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = admin(stack)) {
      return admin
          .describeConfigs(List.of(resource))
          .all()
          .get()
          .values()
          .iterator()
          .next()
          .get("retention.ms")
          .value();
    }
  }

  private static Admin admin(Stack stack) {
    return Admin.create(ClientProperties.tool(stack.kafka()));
  }
}
