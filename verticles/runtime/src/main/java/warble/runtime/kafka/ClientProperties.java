package warble.runtime.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import warble.runtime.config.HostPort;

/** The properties that Kafka's clients are made with. */
final class ClientProperties {

  /** A topic that is made after the consumer started is found within this time. */
  private static final String METADATA_MAX_AGE_MILLIS = "10000";

  private static final int HEARTBEATS_PER_SESSION = 3;

  private static final int TOOL_TIMEOUT_MILLIS = 5_000;

  private ClientProperties() {}

  static Map<String, Object> consumer(KafkaConfig kafka, ConsumerConfig config) {
    var sessionMillis = (int) config.sessionTimeout().toMillis();
    var properties = new HashMap<String, Object>(common(kafka));
    properties.put("group.id", config.group());
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", false);
    properties.put("allow.auto.create.topics", false);
    // Half, so that a poll that starts below the other half cannot exceed the limit.
    properties.put("max.poll.records", config.maxInFlight() / 2);
    properties.put("session.timeout.ms", sessionMillis);
    properties.put("heartbeat.interval.ms", sessionMillis / HEARTBEATS_PER_SESSION);
    if (!kafka.instanceId().isEmpty()) {
      properties.put("group.instance.id", kafka.instanceId());
    }
    // Only the partitions that move are interrupted by a rebalance.
    properties.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    return properties;
  }

  static Map<String, String> producer(KafkaConfig kafka) {
    var properties = new HashMap<>(common(kafka));
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    return properties;
  }

  /** Of a client for a person, who does not wait for long. */
  static Map<String, Object> tool(KafkaConfig kafka) {
    var properties = new HashMap<String, Object>(common(kafka));
    properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, TOOL_TIMEOUT_MILLIS);
    properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, TOOL_TIMEOUT_MILLIS);
    return properties;
  }

  static Map<String, Object> reader(KafkaConfig kafka) {
    var properties = tool(kafka);
    properties.put("allow.auto.create.topics", false);
    properties.put("enable.auto.commit", false);
    return properties;
  }

  static Map<String, Object> sender(KafkaConfig kafka) {
    var properties = new HashMap<String, Object>(producer(kafka));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TOOL_TIMEOUT_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TOOL_TIMEOUT_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * TOOL_TIMEOUT_MILLIS);
    return properties;
  }

  private static Map<String, String> common(KafkaConfig kafka) {
    var properties = new HashMap<String, String>();
    properties.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MILLIS);
    // Our metrics are Micrometer's: to register some hundred MBeans only costs time.
    properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
    properties.putAll(kafka.properties());
    properties.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
        kafka.bootstrapServers().stream().map(HostPort::toString).collect(Collectors.joining(",")));
    return properties;
  }
}
