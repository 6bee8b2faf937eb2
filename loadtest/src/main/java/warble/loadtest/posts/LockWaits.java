package warble.loadtest.posts;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import warble.runtime.postgres.Postgres;

/** Looks again and again for who waits for a lock in Postgres, and how long already. */
final class LockWaits {

  private static final int INTERVAL_MILLIS = 3;

  private static final String SELECT =
      """
      SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart) * 1e6), 0)::bigint
      FROM pg_locks WHERE NOT granted
      """;

  private final AtomicLong longestMicros = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();
  private final Vertx vertx;
  private final long timer;

  private LockWaits(Vertx vertx, Postgres postgres) {
    this.vertx = vertx;
    this.timer =
        vertx.setPeriodic(
            INTERVAL_MILLIS,
            _ ->
                postgres
                    .primary()
                    .preparedQuery(SELECT)
                    .execute()
                    .onSuccess(rows -> note(rows.iterator().next())));
  }

  static LockWaits watch(Vertx vertx, Postgres postgres) {
    return new LockWaits(vertx, postgres);
  }

  private void note(Row row) {
    longestMicros.accumulateAndGet(row.getLong(0), Math::max);
    looks.incrementAndGet();
  }

  double longest() {
    return longestMicros.get() / 1e3;
  }

  int looks() {
    return looks.get();
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
