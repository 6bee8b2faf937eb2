package warble.post;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the replication slot through which changes leave the database. A lost one stops the
 * feed and no post, so it is told by a metric and in the log, and the process stays ready.
 */
final class SlotWatch {

  private static final Logger LOG = LoggerFactory.getLogger(SlotWatch.class);

  private static final String SELECT =
      """
      SELECT wal_status, active,
             (pg_current_wal_lsn() - restart_lsn)::bigint AS retained
      FROM pg_replication_slots
      WHERE slot_name = $1 AND database = current_database()
      """;

  private final SqlClient primary;
  private final String slot;
  private volatile State state = new State(Health.ABSENT, 0);

  /** What is known of the slot. */
  enum Health {
    ACTIVE,
    /** Nobody reads from it, and it keeps what is written meanwhile. */
    INACTIVE,
    /** It was given up because it kept too much: changes are missing, see docs/posts.md. */
    LOST,
    /** No connector has made it, or it vanished with a failover. */
    ABSENT
  }

  private record State(Health health, long retained) {}

  SlotWatch(SqlClient primary, String slot) {
    this.primary = primary;
    this.slot = slot;
    for (Health health : Health.values()) {
      Gauge.builder("warble.post.slot", () -> state.health() == health ? 1 : 0)
          .description("State of the replication slot of postdb, 1 for the one it is in")
          .tag("state", health.name().toLowerCase(Locale.ROOT))
          .register(Metrics.globalRegistry);
    }
    Gauge.builder("warble.post.slot.retained", () -> state.retained())
        .description("Log that the replication slot of postdb keeps")
        .baseUnit("bytes")
        .register(Metrics.globalRegistry);
  }

  /** Looks at it; its state. */
  Future<Health> look() {
    return primary
        .preparedQuery(SELECT)
        .execute(Tuple.of(slot))
        .map(SlotWatch::state)
        .map(this::remember);
  }

  private static State state(RowSet<Row> rows) {
    if (rows.size() == 0) {
      return new State(Health.ABSENT, 0);
    }
    Row row = rows.iterator().next();
    if ("lost".equals(row.getString("wal_status"))) {
      return new State(Health.LOST, 0);
    }
    Health health = row.getBoolean("active") ? Health.ACTIVE : Health.INACTIVE;
    return new State(health, row.getLong("retained"));
  }

  private Health remember(State now) {
    State before = state;
    state = now;
    if (now.health() == Health.LOST && before.health() != Health.LOST) {
      LOG.error("Replication slot {} is lost: changes do not reach the feed any longer", slot);
    } else if (now.health() == Health.ABSENT && before.health() != Health.ABSENT) {
      LOG.error("Replication slot {} has vanished: changes may be missing in the feed", slot);
    }
    return now.health();
  }
}
