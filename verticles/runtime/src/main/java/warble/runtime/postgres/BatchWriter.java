package warble.runtime.postgres;

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
import java.util.function.BiFunction;
import java.util.function.Function;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;

/**
 * Writes wishes in batches: all that arrive while one is written go into the next. A quiet service
 * so writes each at once, and what everybody wishes of the same row costs one lock of it for
 * hundreds of wishes.
 *
 * <p>One for each verticle instance, on its event loop.
 *
 * @param <W> a wish
 * @param <B> what the database answers to a batch of them
 * @param <A> the answer to a single one
 */
public final class BatchWriter<W, B, A> {

  /**
   * How long a batch is waited for. Then the next one is written, and this one perhaps as well: who
   * wishes again wishes the same.
   */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A statement of some milliseconds. */
  private static final int LARGEST_BATCH = 500;

  /** Wishes wait for a batch; more than these would only wait to time out. */
  private static final int LONGEST_QUEUE = 20_000;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final int ATTEMPTS = 4;

  private static final String DEADLOCK = "40P01";

  private final Rpc rpc;
  private final Function<W, ?> key;
  private final Function<List<W>, Future<B>> statement;
  private final BiFunction<B, W, Future<A>> answer;
  private final Deque<Waiting<W, A>> waiting = new ArrayDeque<>();
  private boolean writing;

  /** A wish and the call that waits for it. */
  private record Waiting<W, A>(W wish, RpcContext call, Promise<A> answer) {

    private boolean isAbandoned() {
      return call.deadline().passed() || call.cancellation().isCancelled();
    }
  }

  /**
   * A writer that writes nothing yet.
   *
   * @param key what a wish is about; a batch has no two wishes about the same
   * @param statement writes a batch, in one transaction
   * @param answer what a wish is answered with when its batch was written
   */
  public BatchWriter(
      Rpc rpc,
      Function<W, ?> key,
      Function<List<W>, Future<B>> statement,
      BiFunction<B, W, Future<A>> answer) {
    this.rpc = rpc;
    this.key = key;
    this.statement = statement;
    this.answer = answer;
  }

  /**
   * Makes it so. A wish whose call is over before its batch begins is not written.
   *
   * @return the answer; {@code Failure.Unavailable} when the database is away, does not answer, or
   *     has too much to write already
   */
  public Future<A> write(W wish) {
    if (waiting.size() >= LONGEST_QUEUE) {
      return ReadServers.busy();
    }
    Promise<A> promise = Promise.promise();
    waiting.add(new Waiting<>(wish, rpc.current(), promise));
    writeNext();
    return promise.future();
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

  /** The second wish about the same has to wait until the first is fulfilled. */
  private List<Waiting<W, A>> takeBatch() {
    List<Waiting<W, A>> batch = new ArrayList<>();
    List<Waiting<W, A>> later = new ArrayList<>();
    Set<Object> keys = new HashSet<>();
    while (!waiting.isEmpty() && batch.size() < LARGEST_BATCH) {
      Waiting<W, A> next = waiting.removeFirst();
      if (next.isAbandoned()) {
        next.answer().fail("nobody waits for it");
      } else {
        (keys.add(key.apply(next.wish())) ? batch : later).add(next);
      }
    }
    later.reversed().forEach(waiting::addFirst);
    return batch;
  }

  /** Succeeds when all are answered, whatever that is. */
  private Future<Void> write(List<Waiting<W, A>> batch) {
    return batch.isEmpty()
        ? Future.succeededFuture()
        : write(batch.stream().map(Waiting::wish).toList(), ATTEMPTS)
            .compose(written -> fulfil(batch, written), failure -> fail(batch, failure));
  }

  private Future<Void> fulfil(List<Waiting<W, A>> batch, B written) {
    batch.forEach(one -> answer.apply(written, one.wish()).onComplete(one.answer()));
    return Future.succeededFuture();
  }

  /** What the server refuses is perhaps the fault of one wish alone. */
  private Future<Void> fail(List<Waiting<W, A>> batch, Throwable failure) {
    if (batch.size() > 1 && !ReadServers.isAway(failure)) {
      return Future.join(batch.stream().map(one -> write(List.of(one))).toList()).mapEmpty();
    }
    batch.forEach(one -> one.answer().fail(failure));
    return Future.succeededFuture();
  }

  /** Two batches about the same with opposite wishes may wait for each other. */
  private Future<B> write(List<W> wishes, int attempts) {
    return statement
        .apply(wishes)
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
