package warble.runtime.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One membership of a consumer group: polls, holds back when enough is in flight, commits, and lets
 * attempts in progress end before it gives partitions away. All of it on the thread that runs it.
 *
 * <p>The loop is our own because {@code vertx-kafka-client} tells the event loop of a revocation
 * after the fact, when nothing can be drained or committed any more.
 */
final class PollLoop implements ConsumerRebalanceListener {

  private static final Logger log = LoggerFactory.getLogger(PollLoop.class);

  /** How long a poll waits for records; bounds how late a shutdown is noticed. */
  private static final Duration POLL = Duration.ofMillis(100);

  /** How long a poll waits that is held back; bounds how late it goes on. */
  private static final Duration HELD_BACK_POLL = Duration.ofMillis(10);

  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final ConsumerConfig config;
  private final BiConsumer<Partition, ConsumerRecord<byte[], byte[]>> deliver;
  private final Runnable joined;
  private final Map<TopicPartition, Partition> partitions = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private long lastCommit = System.nanoTime();

  /**
   * A loop over a consumer that it closes at its end.
   *
   * @param deliver takes a record; it notes in its partition when the record is finished
   * @param joined runs when the group has assigned partitions
   */
  PollLoop(
      Consumer<byte[], byte[]> consumer,
      ConsumerConfig config,
      BiConsumer<Partition, ConsumerRecord<byte[], byte[]>> deliver,
      Runnable joined) {
    this.consumer = consumer;
    this.config = config;
    this.deliver = deliver;
    this.joined = joined;
  }

  /** Runs until it is told to stop, then drains, commits and leaves the group. */
  void runUntil(BooleanSupplier stop) {
    try {
      consumer.subscribe(List.of(config.topic()), this);
      while (!stop.getAsBoolean()) {
        consumer.poll(holdBack() ? HELD_BACK_POLL : POLL).forEach(this::received);
        commitNowAndThen();
      }
      giveAway(List.copyOf(partitions.keySet()));
    } finally {
      partitions.values().forEach(Partition::stop);
      consumer.close(leaving());
    }
  }

  /** Leaves also under a name of its own, or nobody would have the partitions for a while. */
  private CloseOptions leaving() {
    return CloseOptions.timeout(config.drainTimeout())
        .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
  }

  /** Pauses while much is in flight; polling goes on, or the group would think this member dead. */
  private boolean holdBack() {
    boolean full = inFlight() > config.maxInFlight() / 2;
    if (full) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    return full;
  }

  private int inFlight() {
    return partitions.values().stream().mapToInt(Partition::unfinished).sum();
  }

  private void received(ConsumerRecord<byte[], byte[]> record) {
    var partition =
        partitions.computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()), _ -> new Partition());
    partition.received(record.offset());
    deliver.accept(partition, record);
  }

  private void commitNowAndThen() {
    if (System.nanoTime() - lastCommit > COMMIT_INTERVAL.toNanos()) {
      lastCommit = System.nanoTime();
      var offsets = uncommitted(partitions.keySet());
      if (!offsets.isEmpty()) {
        // One that fails is made up for by the next.
        consumer.commitAsync(offsets, (done, failure) -> committed(done, failure == null));
      }
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<TopicPartition> of) {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (TopicPartition topicPartition : of) {
      long offset = partitions.getOrDefault(topicPartition, new Partition()).committable();
      if (offset >= 0) {
        offsets.put(topicPartition, new OffsetAndMetadata(offset));
      }
    }
    offsets.entrySet().removeAll(committed.entrySet());
    return offsets;
  }

  private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, boolean success) {
    if (success) {
      committed.putAll(offsets);
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    joined.run();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    giveAway(revoked);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    lost.stream().filter(partitions::containsKey).map(partitions::get).forEach(Partition::stop);
    forget(lost);
  }

  private void giveAway(Collection<TopicPartition> leaving) {
    var drained = leaving.stream().filter(partitions::containsKey).map(partitions::get).toList();
    drained.forEach(Partition::stop);
    awaitIdle(drained);
    commitBeforeLeaving(leaving);
    forget(leaving);
  }

  private void awaitIdle(List<Partition> drained) {
    long deadline = System.nanoTime() + config.drainTimeout().toNanos();
    try {
      for (Partition partition : drained) {
        partition.awaitIdle(Duration.ofNanos(deadline - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void commitBeforeLeaving(Collection<TopicPartition> leaving) {
    try {
      consumer.commitSync(uncommitted(leaving), config.drainTimeout());
    } catch (KafkaException e) {
      log.warn("{}: the next owner repeats what was not committed", config.topic(), e);
    }
  }

  private void forget(Collection<TopicPartition> gone) {
    partitions.keySet().removeAll(gone);
    committed.keySet().removeAll(gone);
  }
}
