package warble.post;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import warble.runtime.EntityId;

/**
 * Purges the keys of requests that nobody repeats any longer.
 *
 * @param retention how long a request may be repeated
 */
record IdempotencyKeys(SqlClient primary, Duration retention) {

  private static final int BATCH = 10_000;

  private static final String DELETE =
      """
      DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency_keys WHERE post_id < $1 LIMIT $2))
      """;

  /** Deletes all that are too old. */
  Future<Void> purge() {
    long first = EntityId.firstAt(Clock.systemUTC().instant().minus(retention));
    return primary
        .preparedQuery(DELETE)
        .execute(Tuple.of(first, BATCH))
        .compose(deleted -> deleted.rowCount() < BATCH ? Future.succeededFuture() : purge());
  }
}
