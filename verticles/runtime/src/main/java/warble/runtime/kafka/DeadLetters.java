package warble.runtime.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of the records that could not be handled, with their own key and value, and headers
 * that say where each came from and why it is here.
 */
final class DeadLetters {

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private static final int LONGEST_CAUSE = 1_000;

  private final Vertx vertx;
  private final KafkaConfig kafka;
  private final String topic;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  DeadLetters(Vertx vertx, KafkaConfig kafka, String topic) {
    this.vertx = vertx;
    this.kafka = kafka;
    this.topic = topic;
  }

  /** Puts a record away; succeeds when Kafka has it. */
  Future<Void> add(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
    log.error("{} gets {}", topic, position(record), cause);
    return producer().send(letter(record, cause)).mapEmpty();
  }

  private static String position(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }

  private KafkaProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> record, Throwable cause) {
    return KafkaProducerRecord.create(topic, record.key(), record.value())
        .addHeader(DeadLetter.TOPIC, record.topic())
        .addHeader(DeadLetter.PARTITION, Integer.toString(record.partition()))
        .addHeader(DeadLetter.OFFSET, Long.toString(record.offset()))
        .addHeader(DeadLetter.CAUSE, shortened(cause.toString()));
  }

  /** A letter that is too large for Kafka would be tried for ever. */
  private static String shortened(String cause) {
    return cause.substring(0, Math.min(cause.length(), LONGEST_CAUSE));
  }

  /** Made when it is first needed, which with luck is never. */
  private KafkaProducer<byte[], byte[]> producer() {
    var made = producer;
    if (made == null) {
      made =
          KafkaProducer.create(
              vertx,
              ClientProperties.producer(kafka),
              new ByteArraySerializer(),
              new ByteArraySerializer());
      producer = made;
    }
    return made;
  }

  Future<Void> close() {
    return producer == null ? Future.succeededFuture() : producer.close();
  }
}
