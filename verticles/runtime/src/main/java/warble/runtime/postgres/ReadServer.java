package warble.runtime.postgres;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import warble.runtime.rpc.Failure;

/**
 * The replica. One that is away is left alone for a second; then a single read tries it again, so
 * that a host that vanished, and says nothing, costs the others no time.
 */
final class ReadServer {

  private static final Duration REST = Duration.ofSeconds(1);

  /** Of {@link #restsUntil}: it answered the last time. */
  private static final long WELL = 0;

  private final Pool pool;
  private final Duration timeout;
  private final AtomicLong restsUntil = new AtomicLong(WELL);

  /**
   * Asks this server.
   *
   * @param timeout how long an answer may take
   */
  ReadServer(Pool pool, Duration timeout) {
    this.pool = pool;
    this.timeout = timeout;
  }

  /** Whether it answered the last time, or it is the caller's turn to try. */
  boolean isWorthAsking() {
    long until = restsUntil.get();
    return until == WELL
        || (System.nanoTime() - until >= 0 && restsUntil.compareAndSet(until, restFromNow()));
  }

  <T> Future<T> ask(Function<SqlClient, Future<T>> query) {
    return query
        .apply(pool)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(this::typed)
        .onComplete(this::note);
  }

  private <T> Future<T> typed(Throwable failure) {
    return failure instanceof TimeoutException
        ? new Failure.Unavailable("the database does not answer", REST).future()
        : Future.failedFuture(failure);
  }

  private void note(AsyncResult<?> answer) {
    if (answer.failed() && ReadServers.isAway(answer.cause())) {
      restsUntil.set(restFromNow());
    } else if (restsUntil.get() != WELL) {
      restsUntil.set(WELL);
    }
  }

  private static long restFromNow() {
    // An odd number is never the one that means that all is well.
    return (System.nanoTime() + REST.toNanos()) | 1;
  }
}
