package warble.runtime.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import warble.runtime.config.HostPort;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * How this process reaches Kafka.
 *
 * @param bootstrapServers some brokers of the cluster
 * @param properties further client properties, for example {@code security.protocol}
 * @param instanceId what this process is called in its consumer groups, so that it takes up its
 *     partitions again at once after a kill; no other process may be called so, for Kafka puts out
 *     the one that came first. Empty for no name
 */
public record KafkaConfig(
    List<HostPort> bootstrapServers, Map<String, String> properties, String instanceId) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,248}");

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  public KafkaConfig {
    if (!instanceId.isEmpty() && !NAME.matcher(instanceId).matches()) {
      throw new IllegalArgumentException(
          "instanceId: "
              + instanceId
              + " (expected: letters, digits, dots, dashes; a letter or digit first; 249 at most)");
    }
  }

  /** What is told when no broker answers: {@link Failure.Unavailable} with their addresses. */
  FailureException away() {
    String nodes =
        bootstrapServers.stream().map(HostPort::toString).collect(Collectors.joining(", "));
    return new Failure.Unavailable(
            "Kafka is away: " + nodes + " (kafka.bootstrap-servers)", RETRY_AFTER)
        .exception();
  }
}
