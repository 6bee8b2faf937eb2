package warble.runtime.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * How far the replica is behind, by one clock: positions of the primary's log are noted with their
 * time, and the lag is the age of the last one that the replica has replayed, were it not for the
 * time since the look before.
 */
public final class ReplicaLag {

  private static final String WRITTEN =
      "SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint AS at";

  private static final String REPLAYED =
      "SELECT (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint AS at";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Positions to remember: minutes, at one a second. */
  private static final int MOST = 600;

  private final Postgres postgres;
  private final Duration limit;
  private final Deque<Position> unreached = new ArrayDeque<>();
  private volatile long lagNanos;

  private record Position(long lsn, long nanoTime) {}

  /**
   * Measures the lag, and tells it as the metric {@code warble_postgres_replica_lag_seconds}.
   *
   * @param database its name, for the metric
   * @param limit the lag up to which the replica is good to read from
   */
  public ReplicaLag(Postgres postgres, String database, Duration limit) {
    this.postgres = postgres;
    this.limit = limit;
    Gauge.builder("warble.postgres.replica.lag", () -> lagNanos / 1e9)
        .description("How far the replica of the database is behind")
        .tag("database", database)
        .baseUnit("seconds")
        .register(Metrics.globalRegistry);
  }

  /** Whether reads had better leave the replica. */
  public boolean isTooLong() {
    return lagNanos > limit.toNanos();
  }

  /**
   * Looks at both servers. While one is away the lag stays what it was, and the look fails as a
   * query of that server does.
   */
  public Future<Void> look() {
    return position(postgres.primary(), WRITTEN)
        .onSuccess(this::note)
        .compose(_ -> position(postgres.replica(), REPLAYED))
        .onSuccess(this::replayed)
        .<Void>mapEmpty()
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Future<Long> position(SqlClient server, String sql) {
    return server.query(sql).execute().map(rows -> rows.iterator().next().getLong("at"));
  }

  private synchronized void note(long lsn) {
    unreached.addLast(new Position(lsn, System.nanoTime()));
    if (unreached.size() > MOST) {
      // Of the oldest ones the first says most about the lag.
      Position first = unreached.removeFirst();
      unreached.removeFirst();
      unreached.addFirst(first);
    }
  }

  private synchronized void replayed(long lsn) {
    while (!unreached.isEmpty() && unreached.getFirst().lsn() <= lsn) {
      unreached.removeFirst();
    }
    lagNanos = unreached.isEmpty() ? 0 : System.nanoTime() - unreached.getFirst().nanoTime();
  }
}
