package warble.runtime.kafka;

import io.vertx.core.buffer.Buffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic.
 *
 * @param topic the topic
 * @param partition its partition
 * @param offset its position in the partition
 * @param key its key, empty when there is none; records of one key are handled in order
 * @param value its value, empty for a tombstone
 */
public record TopicRecord(String topic, int partition, long offset, Buffer key, Buffer value) {

  static TopicRecord of(ConsumerRecord<byte[], byte[]> record) {
    return new TopicRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        buffer(record.key()),
        buffer(record.value()));
  }

  private static Buffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? Buffer.buffer() : Buffer.buffer(bytes);
  }
}
