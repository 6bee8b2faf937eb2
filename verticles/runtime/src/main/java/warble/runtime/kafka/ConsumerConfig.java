package warble.runtime.kafka;

import java.time.Duration;

/**
 * How a topic is consumed.
 *
 * @param topic the topic; records that cannot be handled go to {@code <topic>.dlq}
 * @param group the consumer group that shares its partitions
 * @param maxInFlight records at most that were received and are not finished, at least 2
 * @param attempts how often a record is tried whose work fails by a defect; while something is
 *     away, a record is tried until that is back
 * @param patience how long a record is tried while something that it needs answers with errors
 * @param backoff how long to wait after the first failure of a record; it doubles with each further
 *     one
 * @param maxBackoff the longest wait between two attempts
 * @param drainTimeout how long a rebalance or a shutdown waits for attempts in progress
 * @param sessionTimeout after how long without a heartbeat the partitions of a dead process go to
 *     another
 */
public record ConsumerConfig(
    String topic,
    String group,
    int maxInFlight,
    int attempts,
    Duration patience,
    Duration backoff,
    Duration maxBackoff,
    Duration drainTimeout,
    Duration sessionTimeout) {

  public ConsumerConfig {
    if (maxInFlight < 2) {
      throw new IllegalArgumentException("maxInFlight: " + maxInFlight + " (expected: 2 or more)");
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 or more)");
    }
    if (!patience.isPositive()) {
      throw new IllegalArgumentException("patience: " + patience + " (expected: more than 0s)");
    }
    if (backoff.toMillis() < 1) {
      throw new IllegalArgumentException("backoff: " + backoff + " (expected: 1ms or more)");
    }
    if (backoff.compareTo(maxBackoff) > 0) {
      throw new IllegalArgumentException(
          "backoff: " + backoff + " (expected: maxBackoff, " + maxBackoff + ", or less)");
    }
  }

  /** Where records go that cannot be handled. */
  public String deadLetterTopic() {
    return topic + ".dlq";
  }
}
