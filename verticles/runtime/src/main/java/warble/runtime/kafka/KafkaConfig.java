package warble.runtime.kafka;

import java.util.List;
import java.util.Map;
import warble.runtime.config.HostPort;

/**
 * How this process reaches Kafka.
 *
 * @param bootstrapServers some brokers of the cluster
 * @param properties further client properties, for example {@code security.protocol}
 */
public record KafkaConfig(List<HostPort> bootstrapServers, Map<String, String> properties) {}
