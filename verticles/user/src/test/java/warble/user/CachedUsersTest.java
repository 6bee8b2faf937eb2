package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReadServers;
import warble.runtime.postgres.ReplicaConfig;
import warble.runtime.postgres.ReplicaLag;
import warble.runtime.redis.RedisLink;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Recorder;
import warble.testkit.Stack;
import warble.testkit.Toxic;

/** What is read of users through the cache, by one verticle instance. */
@BackingServices
class CachedUsersTest {

  private static final Duration TTL = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration NOBODY_IS_YOUNG = Duration.ofSeconds(-10);
  private static final long UNKNOWN = 12345;

  private final Vertx vertx = Vertx.vertx();
  private final Context instance = vertx.getOrCreateContext();
  private Toxic toxic;
  private RedisLink redis;
  private Postgres postgres;
  private Recorder recorder;
  private UserRepository repository;
  private UserCache cache;
  private CachedUsers users;

  @BeforeEach
  void start(Stack stack) {
    PostgresConfig database = stack.postgres("userdb");
    Migrations.run(new Database(database, "db/user"));
    postgres = Postgres.connect(vertx, database);
    Postgres primaryTwice = new Postgres(postgres.primary(), postgres.primary());
    repository =
        new UserRepository(
            new ReadServers(
                primaryTwice,
                new ReplicaLag(primaryTwice, "userdb", PATIENCE),
                new ReplicaConfig(PATIENCE, PATIENCE, 64)),
            NOBODY_IS_YOUNG);
    toxic = Toxic.to(stack.redis().nodes().getFirst());
    redis = on(() -> RedisLink.open(vertx, stack.redis(toxic.address())));
    recorder = new Recorder(redis);
    cache = new UserCache(vertx, postgres::primaryAnswers, recorder, TTL, TTL);
    users = new CachedUsers(cache, repository);
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    toxic.close();
  }

  @Test
  void whoeverWasReadIsThereWithoutTheDatabase() {
    User ada = somebody("A\u00e9 B", "two\nlines");
    assertThat(read(ada.id())).containsOnly(Map.entry(ada.id(), ada));

    byHand("UPDATE users SET bio = 'changed by nobody' WHERE id = $1", ada.id());

    assertThat(read(ada.id(), UNKNOWN)).containsOnly(Map.entry(ada.id(), ada));
  }

  @Test
  void aChangeIsReadByTheNextWhoAsksAndNothingOlderComesBack() {
    User ada = somebody("", "old");
    read(ada.id());
    byHand("UPDATE users SET bio = 'new' WHERE id = $1", ada.id());
    on(() -> cache.changed(ada.id()));
    on(() -> cache.fill(List.of(ada)));

    assertThat(read(ada.id()).get(ada.id())).returns("new", User::bio);
  }

  @Test
  void aChangeThatRedisWasNotToldOfIsMadeGood() {
    User ada = somebody("", "old");
    read(ada.id());
    toxic.cut();
    byHand("UPDATE users SET bio = 'new' WHERE id = $1", ada.id());
    on(() -> cache.changed(ada.id()));
    assertThat(read(ada.id()).get(ada.id())).returns("new", User::bio);
    toxic.heal();

    Awaitility.await().ignoreExceptions().until(() -> !entry(ada.id()).contains("old"));
    assertThat(read(ada.id()).get(ada.id())).returns("new", User::bio);
  }

  @Test
  void manyWhoWantTheSameWaitForOneLoad() {
    User ada = somebody("", "");

    SqlConnection other = await(postgres.primary().getConnection());
    Transaction lock = await(other.begin());
    await(other.query("LOCK TABLE users").execute());

    List<Future<Map<Long, User>>> reads =
        Stream.generate(() -> start(() -> users.byIds(List.of(ada.id())))).limit(100).toList();
    on(redis::answers);
    await(lock.rollback());
    await(other.close());

    assertThat(reads).map(Futures::await).allMatch(found -> found.containsKey(ada.id()));
    assertThat(recorder.sent()).filteredOn(it -> it.command().equals(Command.SET)).hasSize(1);
  }

  @Test
  void whoDoesNotExistIsLookedForOnce() {
    assertThat(read(UNKNOWN)).isEmpty();
    int trips = recorder.trips().size();

    assertThat(read(UNKNOWN)).isEmpty();
    assertThat(recorder.trips()).hasSize(trips);
  }

  @Test
  void theAddressIsNotInRedis() {
    User ada = somebody("", "");
    read(ada.id());

    assertThat(entry(ada.id())).contains(ada.username().value()).doesNotContain("@");
  }

  private User somebody(String displayName, String bio) {
    String name = "u_" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
    Owner owner =
        await(repository.insert(new Username(name), new Email(name + "@example.org"), "none"));
    long id = owner.user().id();
    byHand("UPDATE users SET display_name = $2, bio = $3 WHERE id = $1", id, displayName, bio);
    return new User(id, owner.user().username(), displayName, bio);
  }

  private void byHand(String sql, Object... parameters) {
    await(postgres.primary().preparedQuery(sql).execute(Tuple.from(parameters)));
  }

  private Map<Long, User> read(Long... ids) {
    return on(() -> users.byIds(List.of(ids)));
  }

  private String entry(long id) {
    return String.valueOf(on(() -> redis.send(Request.cmd(Command.GET).arg("user:" + id))));
  }

  /** As in a verticle instance. */
  private <T> T on(Supplier<Future<T>> call) {
    return await(start(call));
  }

  private <T> Future<T> start(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    instance.runOnContext(_ -> call.get().onComplete(promise));
    return promise.future();
  }
}
