package warble.testkit;

import static warble.testkit.Futures.await;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import warble.runtime.postgres.Postgres;

/**
 * Keeps the replica from replaying anything until it is closed, at most for the 30 seconds that
 * Postgres lets a reader of a standby stand in the way: the next thing to replay waits for a lock
 * that such a reader holds. Readers are answered meanwhile, with what was there before.
 */
public final class StalledReplica implements AutoCloseable {

  private final SqlConnection reader;

  private StalledReplica(SqlConnection reader) {
    this.reader = reader;
  }

  /** Stalls the replica, once it has replayed what was committed before. */
  public static StalledReplica of(Postgres postgres) {
    String table = "stall_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    run(postgres.primary(), "CREATE TABLE " + table + " ()");
    Awaitility.await().until(() -> exists(postgres.replica(), table));
    SqlConnection reader = await(postgres.replica().getConnection());
    await(reader.query("BEGIN").execute());
    await(reader.query("SELECT FROM " + table).execute());
    run(postgres.primary(), "DROP TABLE " + table);
    return new StalledReplica(reader);
  }

  private static void run(Pool pool, String sql) {
    await(pool.query(sql).execute());
  }

  private static boolean exists(Pool pool, String table) {
    return await(pool.query("SELECT to_regclass('" + table + "') IS NOT NULL").execute())
        .iterator()
        .next()
        .getBoolean(0);
  }

  @Override
  public void close() {
    await(reader.query("ROLLBACK").execute());
    await(reader.close());
  }
}
