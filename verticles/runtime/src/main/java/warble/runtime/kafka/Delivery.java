package warble.runtime.kafka;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** One record on its way to the handler: attempt after attempt, at last to the dead letters. */
final class Delivery {

  /** What every delivery of a consumer shares. */
  record Means(
      Vertx vertx,
      ConsumerConfig config,
      Function<TopicRecord, Future<Void>> handler,
      DeadLetters deadLetters) {}

  private final Means means;
  private final Partition partition;
  private final ConsumerRecord<byte[], byte[]> record;
  private final Promise<Void> settled = Promise.promise();
  private int failures;

  Delivery(Means means, Partition partition, ConsumerRecord<byte[], byte[]> record) {
    this.means = means;
    this.partition = partition;
    this.record = record;
  }

  /** Succeeds when the record is finished or is another consumer's business; never fails. */
  Future<Void> run() {
    attempt();
    return settled.future();
  }

  private void attempt() {
    if (partition.beginAttempt()) {
      handle().onComplete(_ -> finished(), this::failed);
    } else {
      settled.complete();
    }
  }

  private Future<Void> handle() {
    // A handler that throws has failed like any other.
    return Future.succeededFuture(TopicRecord.of(record)).compose(means.handler);
  }

  private void finished() {
    partition.finished(record.offset());
    partition.attemptEnded();
    settled.complete();
  }

  private void failed(Throwable cause) {
    failures++;
    if (failures < attempts(cause)) {
      again();
    } else {
      means.deadLetters.add(record, cause).onComplete(_ -> finished(), _ -> again());
    }
  }

  private void again() {
    partition.attemptEnded();
    means.vertx.setTimer(backoff().toMillis(), _ -> attempt());
  }

  private Duration backoff() {
    var doubled = means.config.backoff().multipliedBy(1L << Math.min(failures - 1, 20));
    return doubled.compareTo(means.config.maxBackoff()) < 0 ? doubled : means.config.maxBackoff();
  }

  /**
   * How many attempts a record is worth. That something is away says nothing about the record; that
   * it is invalid will not change.
   */
  private int attempts(Throwable cause) {
    return cause instanceof FailureException expected
        ? switch (expected.failure()) {
          case Failure.Unavailable _,
              Failure.DeadlineExceeded _,
              Failure.ResourceExhausted _,
              Failure.Cancelled _ ->
              Integer.MAX_VALUE;
          case Failure.InvalidArgument _ -> 1;
          case Failure.Unauthenticated _,
              Failure.PermissionDenied _,
              Failure.NotFound _,
              Failure.AlreadyExists _,
              Failure.FailedPrecondition _,
              Failure.Aborted _,
              Failure.Unimplemented _,
              Failure.Internal _ ->
              means.config.attempts();
        }
        : means.config.attempts();
  }
}
