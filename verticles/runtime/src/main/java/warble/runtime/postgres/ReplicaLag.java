package warble.runtime.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How far the replica is behind, by one clock: positions of the primary's log are noted with their
 * time, and what the replica has replayed tells which of them it has reached.
 */
public final class ReplicaLag {

  /** How often to look. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final String WRITTEN =
      "SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint AS at";

  private static final String REPLAYED =
      "SELECT (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint AS at";

  /** A server that takes longer for a question of no work hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Positions to remember: minutes, at one a second. */
  private static final int MOST = 600;

  private final Postgres postgres;
  private final Duration limit;
  private final Deque<Position> unreached = new ArrayDeque<>();
  private volatile Known known = new Known(NEVER, NEVER);
  private volatile boolean primaryHangs;

  /** Everything that was written before this time has this place in the log, or one before it. */
  private record Position(long lsn, long nanoTime) {}

  /** A time at which nothing was, for {@link System#nanoTime()} counts from anywhere. */
  private static final long NEVER = Long.MIN_VALUE;

  /**
   * What was seen last.
   *
   * @param hasUntil the replica has all that was written before this time
   * @param lacksSince it may lack what was written since this time; {@link #NEVER} if nothing
   */
  private record Known(long hasUntil, long lacksSince) {}

  /**
   * Measures the lag, and tells it as the metric {@code warble_postgres_replica_lag_seconds}.
   *
   * @param database its name, for the metric
   * @param limit the lag up to which the replica is good to read from
   */
  public ReplicaLag(Postgres postgres, String database, Duration limit) {
    this.postgres = postgres;
    this.limit = limit;
    Gauge.builder("warble.postgres.replica.lag", () -> lagNanos() / 1e9)
        .description("How far the replica of the database is behind")
        .tag("database", database)
        .baseUnit("seconds")
        .register(Metrics.globalRegistry);
  }

  /** Whether the replica is known to be too far behind to be read from. */
  public boolean isTooLong() {
    return lagNanos() > limit.toNanos();
  }

  /**
   * Whether the replica is known not to be too far behind: for a while after a look at both
   * servers. One that has just come back, or whose primary is away, is neither this nor {@link
   * #isTooLong()}.
   */
  public boolean isInStep() {
    long hasUntil = known.hasUntil();
    return hasUntil != NEVER && System.nanoTime() - hasUntil <= limit.plus(INTERVAL).toNanos();
  }

  /** Whether the primary took the last look, and gave no answer. */
  public boolean primaryHangs() {
    return primaryHangs;
  }

  /** What a look found on its way is there soon after, and may be so old as the look. */
  private long lagNanos() {
    long lacksSince = known.lacksSince();
    return lacksSince == NEVER
        ? 0
        : Math.max(0, System.nanoTime() - lacksSince - INTERVAL.toNanos());
  }

  /** Looks at both servers. Fails as a query of the one that is away does. */
  public Future<Void> look() {
    long now = System.nanoTime();
    return position(postgres.primary(), WRITTEN)
        .onSuccess(lsn -> note(new Position(lsn, now)))
        .onComplete(looked -> primaryHangs = looked.cause() instanceof TimeoutException)
        .eventually(() -> position(postgres.replica(), REPLAYED).onSuccess(this::replayed))
        .mapEmpty();
  }

  private static Future<Long> position(SqlClient server, String sql) {
    return server
        .query(sql)
        .execute()
        .map(rows -> rows.iterator().next().getLong("at"))
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void note(Position position) {
    unreached.addLast(position);
    if (unreached.size() > MOST) {
      // Of the oldest ones the first says most about the lag.
      Position first = unreached.removeFirst();
      unreached.removeFirst();
      unreached.addFirst(first);
    }
    known = new Known(known.hasUntil(), unreached.getFirst().nanoTime());
  }

  private synchronized void replayed(long lsn) {
    long hasUntil = known.hasUntil();
    while (!unreached.isEmpty() && unreached.getFirst().lsn() <= lsn) {
      hasUntil = unreached.removeFirst().nanoTime();
    }
    known = new Known(hasUntil, unreached.isEmpty() ? NEVER : unreached.getFirst().nanoTime());
  }
}
