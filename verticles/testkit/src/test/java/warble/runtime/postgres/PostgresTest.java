package warble.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;
import static warble.testkit.Futures.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.testkit.Toxic;

@BackingServices
class PostgresTest {

  private static final String INSERT = "insert into things (id, name) values ($1, $2)";

  private static Vertx vertx;
  private static PostgresConfig config;

  private Toxic toxic;
  private Postgres postgres;

  @BeforeAll
  static void migrate(Stack stack) {
    vertx = Vertx.vertx();
    config = stack.postgres("things");
    Migrations.run(new Database(config, "db/things"));
    stack.replicaCaughtUp(config);
  }

  @AfterAll
  static void stop() {
    await(vertx.close());
  }

  @BeforeEach
  void connect() {
    toxic = Toxic.to(config.primary());
    postgres = Postgres.connect(vertx, through(toxic, config.connectTimeout()));
  }

  private static PostgresConfig through(Toxic toxic, Duration connectTimeout) {
    return new PostgresConfig(
        toxic.address(),
        config.replica(),
        config.database(),
        config.user(),
        config.password(),
        config.poolSize(),
        connectTimeout);
  }

  @AfterEach
  void close() {
    toxic.heal();
    await(postgres.close());
    toxic.close();
  }

  @Test
  void whatThePrimaryTakesTheReplicaShows() {
    await(insert(1, "one"));

    await().untilAsserted(() -> assertThat(names(postgres.replica())).contains("one"));
  }

  private Future<?> insert(long id, String name) {
    return postgres.primary().preparedQuery(INSERT).execute(Tuple.of(id, name));
  }

  private static List<String> names(Pool pool) {
    return column(pool, "select name from things");
  }

  private static List<String> column(Pool pool, String query) {
    return await(
        pool.query(query)
            .mapping(row -> row.getString(0))
            .execute()
            .map(rows -> rows.stream().toList()));
  }

  @Test
  void aTakenNameIsAViolationOfItsConstraint() {
    await(insert(2, "two"));

    Throwable failure = failure(insert(3, "two"));

    assertThat(Postgres.isUniqueViolation(failure, "things_name_key")).isTrue();
    assertThat(Postgres.isUniqueViolation(failure, "things_pkey")).isFalse();
  }

  @Test
  void aMistakeInSqlIsNotTakenForAnOutage() {
    assertThat(failure(postgres.primary().query("select nonsense").execute()))
        .isInstanceOf(PgException.class);
  }

  @Test
  void aFailureOfATransactionRollsBackAndStaysWhatItIs() {
    Failure notFound = new Failure.NotFound("thing/4", "no such thing");

    Future<Object> transaction =
        postgres
            .primary()
            .withTransaction(connection ->
                connection
                    .preparedQuery(INSERT)
                    .execute(Tuple.of(4, "four"))
                    .compose(_ -> notFound.future()));

    assertThat(expectedFailure(transaction)).isEqualTo(notFound);
    assertThat(names(postgres.primary())).doesNotContain("four");
  }

  @Test
  void aServerThatIsAwayIsUnavailableAndComesBackWithoutARestart() {
    await(postgres.primaryAnswers());

    toxic.cut();

    assertThat(expectedFailure(postgres.primaryAnswers())).isInstanceOf(Failure.Unavailable.class);
    await(postgres.replicaAnswers());

    toxic.heal();
    await().ignoreExceptions().untilAsserted(() -> await(postgres.primaryAnswers()));
  }

  @Test
  void aStatementInFlightWhenTheConnectionEndsIsUnavailable() {
    Future<?> slow = postgres.primary().query("select pg_sleep(30)").execute();
    await().untilAsserted(() -> assertThat(sleepers()).isEqualTo(1));

    toxic.cut();

    assertThat(expectedFailure(slow)).isInstanceOf(Failure.Unavailable.class);
  }

  private int sleepers() {
    Postgres direct = Postgres.connect(vertx, config);
    Future<Integer> count =
        direct
            .primary()
            .preparedQuery(
                "select count(*)::int from pg_stat_activity"
                    + " where datname = $1 and query like '%pg_sleep(30)%' and pid <> pg_backend_pid()")
            .mapping(row -> row.getInteger(0))
            .execute(Tuple.of(config.database()))
            .map(rows -> rows.iterator().next())
            .eventually(direct::close);
    return await(count);
  }

  @Test
  void whoWaitsTooLongForAConnectionIsToldThatItIsUnavailable() {
    Postgres impatient = Postgres.connect(vertx, through(toxic, Duration.ofMillis(200)));
    toxic.pause();

    List<Future<Void>> waiting =
        IntStream.range(0, 20).mapToObj(_ -> impatient.primaryAnswers()).toList();

    assertThat(waiting)
        .allSatisfy(
            answer -> assertThat(expectedFailure(answer)).isInstanceOf(Failure.Unavailable.class));
    toxic.heal();
    await().ignoreExceptions().untilAsserted(() -> await(impatient.primaryAnswers()));
    await(impatient.close());
  }

  @Test
  void theQueueForConnectionsIsBounded() {
    toxic.pause();

    List<Future<Void>> waiting =
        IntStream.range(0, 1000).mapToObj(_ -> postgres.primaryAnswers()).toList();

    await().until(() -> waiting.stream().filter(Future::failed).count() > 400);
  }

  @Test
  void migratingAgainChangesNothing() {
    Migrations.run(new Database(config, "db/things"));

    assertThat(column(postgres.primary(), "select version from flyway_schema_history"))
        .containsExactly("1");
  }

  @Test
  void aLocationWithoutMigrationsIsRefused() {
    assertThatThrownBy(() -> Migrations.run(new Database(config, "db/nowhere")))
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("db/nowhere");
  }

  @Test
  void migratingADatabaseThatIsAwayNamesIt() {
    toxic.cut();

    assertThatThrownBy(() ->
            Migrations.run(
                new Database(through(toxic, config.connectTimeout()), "db/things"), Duration.ZERO))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining(config.database())
        .hasMessageContaining(toxic.address().toString());
  }
}
