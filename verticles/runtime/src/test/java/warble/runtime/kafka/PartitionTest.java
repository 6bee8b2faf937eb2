package warble.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PartitionTest {

  private final Partition partition = new Partition();

  @Test
  void nothingIsCommittedBeforeARecordCame() {
    assertThat(partition.committable()).isEqualTo(-1);
  }

  @Test
  void whatIsCommittedEndsBeforeTheFirstUnfinishedRecord() {
    received(5, 6, 7);

    partition.finished(7);
    assertThat(partition.committable()).isEqualTo(5);
    partition.finished(5);
    assertThat(partition.committable()).isEqualTo(6);
    partition.finished(6);
    assertThat(partition.committable()).isEqualTo(8);
  }

  @Test
  void offsetsMayHaveGaps() {
    received(5, 9);

    partition.finished(5);
    assertThat(partition.committable()).isEqualTo(9);
  }

  @Test
  void noAttemptBeginsAfterTheStop() {
    received(5);
    partition.stop();

    assertThat(partition.beginAttempt()).isFalse();
    assertThat(partition.committable()).isEqualTo(5);
  }

  @Test
  void itIsIdleWhenTheLastAttemptHasEnded() throws InterruptedException {
    received(5);
    assertThat(partition.beginAttempt()).isTrue();
    partition.stop();

    var ended =
        CompletableFuture.runAsync(() -> {
          partition.finished(5);
          partition.attemptEnded();
        });
    partition.awaitIdle(Duration.ofSeconds(10));

    assertThat(partition.committable()).isEqualTo(6);
    ended.join();
  }

  @Test
  void itIsWaitedForNoLongerThanTheTimeout() throws InterruptedException {
    assertThat(partition.beginAttempt()).isTrue();

    partition.awaitIdle(Duration.ofMillis(20));

    assertThat(partition.unfinished()).isZero();
  }

  private void received(long... offsets) {
    LongStream.of(offsets).forEach(partition::received);
  }
}
