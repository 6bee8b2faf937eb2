package warble.runtime.postgres;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * Chooses the server that a read is asked of: the replica or the primary, and the other one while
 * that is away. One for all verticle instances of a process.
 */
public final class ReadServers {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** The replica gave a query up to go on replaying. */
  private static final String RECOVERY_CONFLICT = "40001";

  /** Not a sign that a server is away: nobody need look elsewhere, they would only wait there. */
  private static final Failure BUSY = new Failure.Unavailable("too busy", RETRY_AFTER);

  private static final Failure HANGS =
      new Failure.Unavailable("the database does not answer", RETRY_AFTER);

  private final Pool primary;
  private final ReadServer replica;
  private final ReplicaLag lag;
  private final int limit;
  private final AtomicInteger instead = new AtomicInteger();

  /** Reads from these servers. */
  public ReadServers(Postgres postgres, ReplicaLag lag, ReplicaConfig config) {
    this.primary = postgres.primary();
    this.replica = new ReadServer(postgres.replica(), config.timeout());
    this.lag = lag;
    this.limit = config.fallbackReads();
  }

  /**
   * For what need not be there yet: from the replica. While that is away, hung or far behind, from
   * the primary; a replica that is far behind is better than nothing.
   *
   * @return the answer; {@code Failure.Unavailable} when both are away, or when the primary serves
   *     too many reads in place of the replica already
   */
  public <T> Future<T> replica(Function<SqlClient, Future<T>> query) {
    return replicaIf(!lag.isTooLong(), query).recover(failure -> ifAway(failure, query));
  }

  /**
   * The same for what is to be kept: from no replica of which it is not known that it is in step,
   * whose answer may be shown once and no more.
   *
   * @return the answer; {@code Failure.Unavailable} as above, and when the primary is away while
   *     that is not known
   */
  public <T> Future<T> inStep(Function<SqlClient, Future<T>> query) {
    return replicaIf(lag.isInStep(), query);
  }

  private <T> Future<T> replicaIf(boolean isGood, Function<SqlClient, Future<T>> query) {
    return isGood && replica.isWorthAsking()
        ? replica
            .ask(query)
            .recover(
                failure -> mayBeElsewhere(failure) ? instead(query) : Future.failedFuture(failure))
        : instead(query);
  }

  private static boolean mayBeElsewhere(Throwable failure) {
    return isAway(failure)
        || (failure instanceof PgException answer
            && answer.getSqlState().equals(RECOVERY_CONFLICT));
  }

  /**
   * From the primary as long as that does not serve too many such reads already: they must not take
   * the place of writes.
   *
   * @return the answer; {@code Failure.Unavailable} when the primary is away or too busy
   */
  public <T> Future<T> instead(Function<SqlClient, Future<T>> query) {
    if (instead.incrementAndGet() > limit) {
      instead.decrementAndGet();
      return busy();
    }
    return askPrimary(query).onComplete(_ -> instead.decrementAndGet());
  }

  /** What a call fails with that would only wait: {@code Failure.Unavailable}. */
  public static <T> Future<T> busy() {
    return BUSY.future();
  }

  /**
   * For what was changed just now: from the primary; while that is away, what the replica has is
   * better than nothing. A primary that is only slow is waited for: it may have taken writes that
   * the replica does not have.
   *
   * @return the answer, not to be kept; {@code Failure.Unavailable} when both are away
   */
  public <T> Future<T> primary(Function<SqlClient, Future<T>> query) {
    return askPrimary(query).recover(failure -> ifAway(failure, query));
  }

  private <T> Future<T> askPrimary(Function<SqlClient, Future<T>> query) {
    return lag.primaryHangs() ? HANGS.future() : query.apply(primary);
  }

  /** From the replica, whatever it has. */
  private <T> Future<T> ifAway(Throwable failure, Function<SqlClient, Future<T>> query) {
    return isAway(failure) ? replica.ask(query) : Future.failedFuture(failure);
  }

  /** For what must be complete, and for what changes something. */
  public SqlClient primaryOnly() {
    return primary;
  }

  /** Whether a query failed because its server is away. */
  public static boolean isAway(Throwable failure) {
    return failure instanceof FailureException expected
        && expected.failure() instanceof Failure.Unavailable away
        && !away.equals(BUSY);
  }
}
