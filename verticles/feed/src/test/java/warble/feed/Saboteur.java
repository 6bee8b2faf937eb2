package warble.feed;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Breaks the thread of a consumer from within; Kafka's client makes it by its name. */
public final class Saboteur implements ConsumerInterceptor<byte[], byte[]> {

  private static final AtomicInteger breaks = new AtomicInteger();

  /** Breaks the next consumer that receives records. */
  static void breakNext() {
    breaks.set(1);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    if (breaks.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      // Not an exception: the client would swallow that.
      throw new LinkageError("sabotage");
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}
}
