package warble.runtime.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be handled.
 *
 * @param topic where it came from
 * @param partition its partition there
 * @param offset its position there, -1 when that is not known
 * @param key its key, empty when there is none
 * @param reason why it was given up
 * @param time when it was given up
 */
public record DeadLetter(
    String topic, int partition, long offset, String key, String reason, Instant time) {

  static final String TOPIC = "warble.topic";
  static final String PARTITION = "warble.partition";
  static final String OFFSET = "warble.offset";
  static final String CAUSE = "warble.cause";

  static DeadLetter of(ConsumerRecord<byte[], byte[]> letter) {
    var headers = letter.headers();
    return new DeadLetter(
        header(headers, TOPIC, ""),
        Integer.parseInt(header(headers, PARTITION, "-1")),
        Long.parseLong(header(headers, OFFSET, "-1")),
        text(letter.key()),
        header(headers, CAUSE, ""),
        Instant.ofEpochMilli(letter.timestamp()));
  }

  private static String header(Headers headers, String name, String absent) {
    var header = headers.lastHeader(name);
    return header == null ? absent : text(header.value());
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
