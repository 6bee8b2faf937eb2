package warble.follow;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import warble.runtime.postgres.ReadServers;

/**
 * Writes follows and unfollows in batches: all that arrive while one is written go into the next. A
 * quiet service so writes each at once, and somebody whom everybody follows costs one lock of their
 * counts for hundreds of follows.
 *
 * <p>One for each verticle instance, on its event loop.
 */
final class FollowWriter {

  /** A statement of some milliseconds. */
  private static final int LARGEST_BATCH = 500;

  /** Wishes wait for a batch; more than these would only wait to time out. */
  private static final int LONGEST_QUEUE = 20_000;

  private static final int ATTEMPTS = 4;

  private static final String DEADLOCK = "40P01";

  private final FollowRepository primary;
  private final FollowConfig.Celebrity celebrity;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean writing;

  /** A wish and who waits for it. */
  private record Waiting(Wish wish, Promise<Boolean> changed) {}

  FollowWriter(FollowRepository primary, FollowConfig.Celebrity celebrity) {
    this.primary = primary;
    this.celebrity = celebrity;
  }

  /** Makes it so, and answers whether that has changed anything. */
  Future<Boolean> write(Wish wish) {
    if (waiting.size() >= LONGEST_QUEUE) {
      return ReadServers.busy();
    }
    Promise<Boolean> changed = Promise.promise();
    waiting.add(new Waiting(wish, changed));
    writeNext();
    return changed.future();
  }

  private void writeNext() {
    if (!writing && !waiting.isEmpty()) {
      writing = true;
      write(takeBatch())
          .onComplete(_ -> {
            writing = false;
            writeNext();
          });
    }
  }

  /** The second wish for the same pair has to wait until the first is fulfilled. */
  private List<Waiting> takeBatch() {
    List<Waiting> batch = new ArrayList<>();
    Set<Follow> pairs = new HashSet<>();
    while (!waiting.isEmpty()
        && batch.size() < LARGEST_BATCH
        && pairs.add(waiting.getFirst().wish().follow())) {
      batch.add(waiting.removeFirst());
    }
    return batch;
  }

  private Future<Set<Follow>> write(List<Waiting> batch) {
    return write(batch.stream().map(Waiting::wish).toList(), ATTEMPTS)
        .onSuccess(changed ->
            batch.forEach(one -> one.changed().complete(changed.contains(one.wish().follow()))))
        .onFailure(failure -> batch.forEach(one -> one.changed().fail(failure)));
  }

  /** Two batches with the same pairs in opposite moods may wait for each other. */
  private Future<Set<Follow>> write(List<Wish> wishes, int attempts) {
    return primary
        .write(wishes, celebrity)
        .recover(failure ->
            attempts > 1 && isDeadlock(failure)
                ? write(wishes, attempts - 1)
                : Future.failedFuture(failure));
  }

  private static boolean isDeadlock(Throwable failure) {
    return failure instanceof PgException answer && answer.getSqlState().equals(DEADLOCK);
  }
}
