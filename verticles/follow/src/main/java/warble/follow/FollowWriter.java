package warble.follow;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import warble.runtime.postgres.ReadServers;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;

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

  /**
   * How long a batch is waited for. Then the next one is written, and this one perhaps as well: who
   * wishes again wishes the same.
   */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final int ATTEMPTS = 4;

  private static final String DEADLOCK = "40P01";

  private final FollowRepository primary;
  private final FollowConfig.Celebrity celebrity;
  private final Rpc rpc;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean writing;

  /** A wish and the call that waits for it. */
  private record Waiting(Wish wish, RpcContext call, Promise<Boolean> changed) {

    private boolean isAbandoned() {
      return call.deadline().passed() || call.cancellation().isCancelled();
    }
  }

  FollowWriter(FollowRepository primary, FollowConfig.Celebrity celebrity, Rpc rpc) {
    this.primary = primary;
    this.celebrity = celebrity;
    this.rpc = rpc;
  }

  /**
   * Makes it so, and answers whether that has changed anything. A wish whose call is over before
   * its batch begins is not written.
   */
  Future<Boolean> write(Wish wish) {
    if (waiting.size() >= LONGEST_QUEUE) {
      return ReadServers.busy();
    }
    Promise<Boolean> changed = Promise.promise();
    waiting.add(new Waiting(wish, rpc.current(), changed));
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
    List<Waiting> later = new ArrayList<>();
    Set<Follow> pairs = new HashSet<>();
    while (!waiting.isEmpty() && batch.size() < LARGEST_BATCH) {
      Waiting next = waiting.removeFirst();
      if (next.isAbandoned()) {
        next.changed().fail("nobody waits for it");
      } else {
        (pairs.add(next.wish().follow()) ? batch : later).add(next);
      }
    }
    later.reversed().forEach(waiting::addFirst);
    return batch;
  }

  /** Succeeds when all are answered, whatever that is. */
  private Future<Void> write(List<Waiting> batch) {
    return batch.isEmpty()
        ? Future.succeededFuture()
        : write(batch.stream().map(Waiting::wish).toList(), ATTEMPTS)
            .compose(changed -> fulfil(batch, changed), failure -> fail(batch, failure));
  }

  private static Future<Void> fulfil(List<Waiting> batch, Set<Follow> changed) {
    batch.forEach(one -> one.changed().complete(changed.contains(one.wish().follow())));
    return Future.succeededFuture();
  }

  /** What the server refuses is perhaps the fault of one wish alone. */
  private Future<Void> fail(List<Waiting> batch, Throwable failure) {
    if (batch.size() > 1 && !ReadServers.isAway(failure)) {
      return Future.join(batch.stream().map(one -> write(List.of(one))).toList()).mapEmpty();
    }
    batch.forEach(one -> one.changed().fail(failure));
    return Future.succeededFuture();
  }

  /** Two batches with the same pairs in opposite moods may wait for each other. */
  private Future<Set<Follow>> write(List<Wish> wishes, int attempts) {
    return primary
        .write(wishes, celebrity)
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure ->
            attempts > 1 && isDeadlock(failure) ? write(wishes, attempts - 1) : typed(failure));
  }

  private static <T> Future<T> typed(Throwable failure) {
    return failure instanceof TimeoutException
        ? new Failure.Unavailable("the database does not answer", RETRY_AFTER).future()
        : Future.failedFuture(failure);
  }

  private static boolean isDeadlock(Throwable failure) {
    return failure instanceof PgException answer && answer.getSqlState().equals(DEADLOCK);
  }
}
