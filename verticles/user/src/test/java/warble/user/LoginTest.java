package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.runtime.config.DataSize;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReadServers;
import warble.runtime.postgres.ReplicaLag;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

/** What a login computes. */
@BackingServices
class LoginTest {

  private static final UserConfig.Hashing OLD =
      new UserConfig.Hashing(new DataSize(1 << 20), 1, 1, 10, 10);
  private static final UserConfig.Hashing NEW =
      new UserConfig.Hashing(new DataSize(2 << 20), 2, 1, 10, 10);

  private static Vertx vertx;
  private static Postgres postgres;
  private static UserRepository users;
  private static RedisLink redis;

  private final String name = "u_" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final String email = name + "@example.org";

  @BeforeAll
  static void open(Stack stack) {
    PostgresConfig database = stack.postgres("userdb");
    Migrations.run(new Database(database, "db/user"));
    vertx = Vertx.vertx();
    postgres = Postgres.connect(vertx, database);
    UserConfig config = UserNode.config(database);
    ReplicaLag lag = new ReplicaLag(postgres, database.database(), config.replica().lagLimit());
    users =
        new UserRepository(
            new ReadServers(postgres, lag, config.replica()), config.readYourWrites());
    redis = await(RedisLink.open(vertx, stack.redis()));
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  private static BoundedPool pool() {
    return new BoundedPool(vertx, "hashing " + UUID.randomUUID(), 1, 10);
  }

  private static Accounts accounts(BoundedPool pool, UserConfig.Hashing hashing) {
    return new Accounts(
        users,
        new UserCache(vertx, postgres::primaryAnswers, redis, WINDOW, WINDOW),
        new Passwords(pool, hashing),
        new LoginThrottle(redis, UserNode.LENIENT),
        new AddressShares(10));
  }

  private void register() {
    await(
        accounts(pool(), OLD)
            .register(Registration.of(name, email, UserNode.PASSWORD), "somewhere"));
  }

  @Test
  void aWrongPasswordAndAnUnknownAddressTakeOneHashEach() {
    register();
    BoundedPool wrongPassword = pool();
    BoundedPool unknown = pool();

    assertWrong(wrongPassword, Credentials.of(email, "wrong horse"));
    assertWrong(unknown, Credentials.of("nobody@example.org", UserNode.PASSWORD));

    assertThat(wrongPassword.begun()).isEqualTo(1).isEqualTo(unknown.begun());
  }

  private static void assertWrong(BoundedPool pool, Credentials credentials) {
    assertThat(expectedFailure(accounts(pool, OLD).authenticate(credentials, "somewhere")))
        .isInstanceOf(Failure.Unauthenticated.class);
  }

  @Test
  void aLoginHashesAnewWhenTheParametersHaveChanged() {
    register();
    assertThat(hash()).contains("m=1024,t=1");

    assertThat(hashesOfALogin()).isEqualTo(2);
    assertThat(hash()).contains("m=2048,t=2");
    assertThat(hashesOfALogin()).isEqualTo(1);
  }

  private long hashesOfALogin() {
    BoundedPool pool = pool();
    Credentials credentials = Credentials.of(email, UserNode.PASSWORD);
    Owner owner = await(accounts(pool, NEW).authenticate(credentials, "somewhere"));
    assertThat(owner.user().username().value()).isEqualTo(name);
    return pool.begun();
  }

  private String hash() {
    return await(
            postgres
                .primary()
                .preparedQuery("SELECT password_hash FROM users WHERE username = $1")
                .execute(Tuple.of(name)))
        .iterator()
        .next()
        .getString(0);
  }

  @Test
  void aWrongPasswordNeverRenewsTheHash() {
    register();
    String before = hash();

    expectedFailure(
        accounts(pool(), NEW).authenticate(Credentials.of(email, "wrong horse"), "somewhere"));

    assertThat(hash()).isEqualTo(before);
  }
}
