package warble.runtime.kafka;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** One record on its way to the handler: attempt after attempt, at last to the dead letters. */
final class Delivery {

  /** What every delivery of a consumer shares. */
  record Means(
      Vertx vertx,
      ConsumerConfig config,
      Function<TopicRecord, RecordWork> work,
      DeadLetters deadLetters) {}

  private final Means means;
  private final Partition partition;
  private final ConsumerRecord<byte[], byte[]> record;
  private final RecordWork work;
  private final Promise<Void> settled = Promise.promise();
  private int failures;
  private int defects;
  private @Nullable Deadline patience;

  Delivery(Means means, Partition partition, ConsumerRecord<byte[], byte[]> record) {
    this.means = means;
    this.partition = partition;
    this.record = record;
    this.work = means.work.apply(TopicRecord.of(record));
  }

  /** Succeeds when the record is finished or is another consumer's business; never fails. */
  Future<Void> run() {
    attempt();
    return settled.future();
  }

  private void attempt() {
    if (partition.beginAttempt()) {
      // One that throws has failed like any other.
      Future.succeededFuture()
          .compose(_ -> work.attempt())
          .onComplete(_ -> finished(), this::failed);
    } else {
      settled.complete();
    }
  }

  private void finished() {
    partition.finished(record.offset());
    partition.attemptEnded();
    settled.complete();
  }

  private void failed(Throwable cause) {
    failures++;
    if (isWorthAnother(cause)) {
      again();
    } else {
      giveUp(cause).onComplete(_ -> finished(), _ -> again());
    }
  }

  /** Within the pipeline, for what throws here would leave the record unfinished for ever. */
  private Future<Void> giveUp(Throwable cause) {
    return Future.succeededFuture()
        .compose(_ -> work.giveUp())
        .compose(_ -> means.deadLetters.add(record, cause));
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
   * Whether another attempt may succeed. That something is away says nothing about the record, and
   * the time of it does not count; that something answers with an error may be the record's fault
   * or not, which time tells; that the record is invalid will not change.
   */
  private boolean isWorthAnother(Throwable cause) {
    return cause instanceof FailureException expected
        ? switch (expected.failure()) {
          case Failure.Unavailable _,
              Failure.DeadlineExceeded _,
              Failure.ResourceExhausted _,
              Failure.Cancelled _ -> {
            patience = null;
            yield true;
          }
          case Failure.InvalidArgument _ -> false;
          case Failure.Unauthenticated _,
              Failure.PermissionDenied _,
              Failure.NotFound _,
              Failure.AlreadyExists _,
              Failure.FailedPrecondition _,
              Failure.Aborted _,
              Failure.Unimplemented _,
              Failure.Internal _ ->
              isPatient();
        }
        : ++defects < means.config.attempts();
  }

  private boolean isPatient() {
    if (patience == null) {
      patience = Deadline.after(means.config.patience());
    }
    return !patience.passed();
  }
}
