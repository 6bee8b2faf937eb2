package warble.runtime.kafka;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Delivers records side by side, those of one key one after the other. Lives on one context. */
final class Deliveries {

  private final Delivery.Means means;
  private final Map<Buffer, Future<Void>> lastOfKey = new HashMap<>();

  Deliveries(Delivery.Means means) {
    this.means = means;
  }

  void deliver(Partition partition, ConsumerRecord<byte[], byte[]> record) {
    var key = TopicRecord.of(record).key();
    var delivery = new Delivery(means, partition, record);
    var before = lastOfKey.getOrDefault(key, Future.succeededFuture());
    var settled = before.compose(_ -> delivery.run());
    lastOfKey.put(key, settled);
    settled.onComplete(_ -> lastOfKey.remove(key, settled));
  }
}
