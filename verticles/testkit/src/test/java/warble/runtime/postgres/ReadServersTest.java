package warble.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;
import static warble.testkit.Futures.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.testkit.StalledReplica;
import warble.testkit.Toxic;

/** Which server answers while one of them is away, hung or behind. */
@BackingServices
class ReadServersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration LAG_LIMIT = Duration.ofMillis(200);
  private static final int LIMIT = 2;

  private final Vertx vertx = Vertx.vertx();
  private Toxic primary;
  private Toxic replica;
  private Postgres postgres;
  private ReplicaLag lag;
  private ReadServers servers;

  @BeforeEach
  void connect(Stack stack) {
    PostgresConfig direct = stack.postgres("read");
    stack.replicaCaughtUp(direct);
    primary = Toxic.to(direct.primary());
    replica = Toxic.to(direct.replica());
    postgres = Postgres.connect(vertx, through(direct));
    lag = new ReplicaLag(postgres, direct.database(), LAG_LIMIT);
    servers = new ReadServers(postgres, lag, new ReplicaConfig(LAG_LIMIT, PATIENCE, LIMIT));
    await(Future.all(postgres.primaryAnswers(), postgres.replicaAnswers()));
  }

  private PostgresConfig through(PostgresConfig direct) {
    return new PostgresConfig(
        primary.address(),
        replica.address(),
        direct.database(),
        direct.user(),
        direct.password(),
        direct.poolSize(),
        Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    primary.close();
    replica.close();
    await(vertx.close());
  }

  @Test
  void eachServerAnswersWhatIsAskedOfIt() {
    assertThat(await(servers.replica(ReadServersTest::isReplica))).isTrue();
    assertThat(await(servers.primary(ReadServersTest::isReplica))).isFalse();
  }

  @Test
  void thePrimaryStandsInForAReplicaThatIsAway() {
    replica.cut();

    assertThat(await(servers.replica(ReadServersTest::isReplica))).isFalse();
    replica.heal();
    Awaitility.await().until(() -> await(servers.replica(ReadServersTest::isReplica)));
  }

  @Test
  void theReplicaStandsInForAPrimaryThatIsAway() {
    primary.cut();
    assertThat(await(servers.primary(ReadServersTest::isReplica))).isTrue();
    primary.heal();

    Awaitility.await().until(() -> !await(servers.primary(ReadServersTest::isReplica)));
  }

  @Test
  void aPrimaryThatIsSlowIsWaitedFor() {
    primary.delay(PATIENCE.multipliedBy(2).dividedBy(3));

    assertThat(await(servers.primary(ReadServersTest::isReplica))).isFalse();
  }

  @Test
  void theReplicaStandsInForAPrimaryThatHangs() {
    await(postgres.primaryAnswers());
    primary.pause();
    failure(lag.look());

    assertThat(await(servers.primary(ReadServersTest::isReplica))).isTrue();
    assertThat(expectedFailure(servers.instead(ReadServersTest::isReplica)))
        .isInstanceOf(Failure.Unavailable.class);
    primary.heal();
    Awaitility.await().ignoreExceptions().until(() -> !looked().primaryHangs());
    assertThat(await(servers.primary(ReadServersTest::isReplica))).isFalse();
  }

  @Test
  void whatIsToBeKeptIsReadFromAReplicaOnlyForAWhileAfterALook() {
    assertThat(await(servers.inStep(ReadServersTest::isReplica))).isFalse();

    assertThat(looked().isInStep()).isTrue();
    assertThat(await(servers.inStep(ReadServersTest::isReplica))).isTrue();

    Awaitility.await().until(() -> !await(servers.inStep(ReadServersTest::isReplica)));
    assertThat(await(servers.replica(ReadServersTest::isReplica))).isTrue();
  }

  @Test
  void withNeitherAReadIsToldWhenToTryAgain() {
    primary.cut();
    replica.cut();

    assertThat(expectedFailure(servers.primary(ReadServersTest::isReplica)))
        .isInstanceOf(Failure.Unavailable.class);
    assertThat(expectedFailure(servers.replica(ReadServersTest::isReplica)))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void aServerThatIsHungIsAskedByOneReadASecond() {
    replica.pause();
    await(servers.replica(ReadServersTest::isReplica));
    AtomicInteger asked = new AtomicInteger();
    long start = System.nanoTime();

    while (System.nanoTime() - start < Duration.ofMillis(3500).toNanos()) {
      await(servers.replica(server -> counted(server, asked)));
    }

    assertThat(asked).hasValueBetween(1, 4);
  }

  private Future<Boolean> counted(SqlClient server, AtomicInteger asked) {
    if (server.equals(postgres.replica())) {
      asked.incrementAndGet();
    }
    return isReplica(server);
  }

  @Test
  void thePrimaryServesSoManyReadsInPlaceOfTheReplica() {
    replica.cut();
    await(servers.replica(ReadServersTest::slow));

    List<Future<?>> served =
        Stream.<Future<?>>generate(() -> servers.replica(ReadServersTest::slow))
            .limit(LIMIT)
            .toList();
    Future<?> tooMany = servers.replica(ReadServersTest::slow);

    assertThat(expectedFailure(tooMany)).isInstanceOf(Failure.Unavailable.class);
    assertThat(tooMany.cause()).matches(failure -> !ReadServers.isAway(failure));
    await(Future.all(served));
    await(servers.replica(ReadServersTest::slow));
  }

  private static Future<?> slow(SqlClient server) {
    return server.query("SELECT pg_sleep(0.2)").execute();
  }

  @Test
  void readsLeaveAReplicaThatLagsTooFarUnlessThePrimaryIsAway() {
    try (var _ = StalledReplica.of(postgres)) {
      Awaitility.await().until(() -> looked().isTooLong());
      assertThat(await(servers.replica(ReadServersTest::isReplica))).isFalse();

      primary.cut();
      assertThat(await(servers.replica(ReadServersTest::isReplica))).isTrue();
      assertThat(expectedFailure(servers.inStep(ReadServersTest::isReplica)))
          .isInstanceOf(Failure.Unavailable.class);
      primary.heal();
    }

    Awaitility.await().ignoreExceptions().until(() -> !looked().isTooLong());
    assertThat(await(servers.replica(ReadServersTest::isReplica))).isTrue();
  }

  private ReplicaLag looked() {
    await(lag.look());
    return lag;
  }

  private static Future<Boolean> isReplica(SqlClient server) {
    return server
        .query("SELECT pg_is_in_recovery()")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }
}
