package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;
import warble.runtime.postgres.Postgres;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

@BackingServices
class SlotWatchTest {

  private static PostFixture fixture;

  @BeforeAll
  static void start(Stack stack) {
    fixture = new PostFixture(stack);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private final String slot =
      "test_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

  @Test
  void aSlotThatNobodyReadsFromIsTold() {
    SlotWatch watch = new SlotWatch(fixture.postgres.primary(), slot);
    run("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    assertThat(await(watch.look())).isEqualTo(SlotWatch.Health.INACTIVE);

    run("SELECT pg_drop_replication_slot('" + slot + "')");
    assertThat(await(watch.look())).isEqualTo(SlotWatch.Health.ABSENT);
  }

  @Test
  void aSlotThatIsReadFromIsTold() throws SQLException {
    SlotWatch watch = new SlotWatch(fixture.postgres.primary(), slot);
    run("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    try (Connection connection = replication();
        PGReplicationStream _ = changes(connection)) {
      assertThat(await(watch.look())).isEqualTo(SlotWatch.Health.ACTIVE);
    }
    Awaitility.await().until(() -> await(watch.look()) == SlotWatch.Health.INACTIVE);
    run("SELECT pg_drop_replication_slot('" + slot + "')");
  }

  private static Connection replication() throws SQLException {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, fixture.database.user());
    PGProperty.PASSWORD.set(properties, fixture.database.password().value());
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "18");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return DriverManager.getConnection(
        "jdbc:postgresql://" + fixture.database.primary() + "/" + fixture.database.database(),
        properties);
  }

  private PGReplicationStream changes(Connection connection) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(slot)
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", "warble_posts")
        .start();
  }

  /**
   * To lose a slot takes a superuser and endangers the slots of others, so here Postgres only seems
   * to tell of one; that it does so is seen by {@code LostSlotTest} of the devstack.
   */
  @Test
  void aSlotThatWasGivenUpIsTold(Stack stack) {
    try (var other = new PostFixture(stack)) {
      Postgres postgres = other.postgres;
      String database = other.database.database();
      for (String sql :
          List.of(
              "CREATE SCHEMA shadow",
              "CREATE VIEW shadow.pg_replication_slots AS SELECT '%s'::name AS slot_name"
                      .formatted(slot)
                  + ", current_database() AS database, 'lost' AS wal_status, false AS active"
                  + ", NULL::pg_lsn AS restart_lsn",
              "ALTER DATABASE " + database + " SET search_path = shadow, pg_catalog, public")) {
        await(postgres.primary().query(sql).execute());
      }
      Postgres reconnected = Postgres.connect(other.vertx, other.database);

      assertThat(await(new SlotWatch(reconnected.primary(), slot).look()))
          .isEqualTo(SlotWatch.Health.LOST);
      await(reconnected.close());
    }
  }

  private static void run(String sql) {
    await(fixture.postgres.primary().query(sql).execute());
  }

  @Test
  void aSlotThatIsNotThereIsTold() {
    assertThat(await(new SlotWatch(fixture.postgres.primary(), slot).look()))
        .isEqualTo(SlotWatch.Health.ABSENT);
  }
}
