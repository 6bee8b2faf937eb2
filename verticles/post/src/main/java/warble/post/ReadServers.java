package warble.post;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import warble.runtime.postgres.Postgres;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * Reads from the replica, and from the other server when one is away. One for all verticle
 * instances of a process.
 */
final class ReadServers {

  /** How long an absent replica is left alone before it is tried again. */
  private static final Duration REST = Duration.ofSeconds(1);

  /** The replica gave a query up to go on replaying. */
  private static final String RECOVERY_CONFLICT = "40001";

  private final Postgres postgres;
  private final ReplicaLag lag;
  private final Duration timeout;
  private final int limit;
  private final AtomicInteger instead = new AtomicInteger();
  private final AtomicLong restsUntil = new AtomicLong(System.nanoTime());

  /**
   * Reads from these servers.
   *
   * @param timeout how long an answer of the replica may take: a host that vanished says nothing
   * @param limit reads at the same time that the primary serves instead of the replica or of the
   *     cache: they must not take the place of writes
   */
  ReadServers(Postgres postgres, ReplicaLag lag, Duration timeout, int limit) {
    this.postgres = postgres;
    this.lag = lag;
    this.timeout = timeout;
    this.limit = limit;
  }

  /** For what need not be there yet. */
  <T> Future<T> replica(Function<SqlClient, Future<T>> query) {
    if (lag.isTooLong() || System.nanoTime() - restsUntil.get() < 0) {
      return instead(query);
    }
    return query
        .apply(postgres.replica())
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            failure -> mayBeElsewhere(failure) ? instead(query) : Future.failedFuture(failure));
  }

  private boolean mayBeElsewhere(Throwable failure) {
    if (isAway(failure) || failure instanceof TimeoutException) {
      restsUntil.set(System.nanoTime() + REST.toNanos());
      return true;
    }
    return failure instanceof PgException answer && answer.getSqlState().equals(RECOVERY_CONFLICT);
  }

  /** From the primary as long as that does not serve too many such reads already. */
  <T> Future<T> instead(Function<SqlClient, Future<T>> query) {
    if (instead.incrementAndGet() > limit) {
      instead.decrementAndGet();
      return busy();
    }
    return query.apply(postgres.primary()).onComplete(_ -> instead.decrementAndGet());
  }

  /** What a call fails with that would only wait. */
  static <T> Future<T> busy() {
    return new Failure.Unavailable("too busy", REST).future();
  }

  /** For what was changed just now; what the replica has is better than nothing. */
  <T> Future<T> primary(Function<SqlClient, Future<T>> query) {
    return query
        .apply(postgres.primary())
        .recover(failure ->
            isAway(failure) ? query.apply(postgres.replica()) : Future.failedFuture(failure));
  }

  /** For what must be complete. */
  SqlClient primaryOnly() {
    return postgres.primary();
  }

  static boolean isAway(Throwable failure) {
    return failure instanceof FailureException expected
        && expected.failure() instanceof Failure.Unavailable;
  }
}
