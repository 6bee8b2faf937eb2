package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.runtime.EntityId;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReadServers;
import warble.runtime.postgres.ReplicaConfig;
import warble.runtime.postgres.ReplicaLag;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.testkit.Toxic;

/** Its replica is an empty database: one that lags for ever. */
@BackingServices
class UserRepositoryTest {

  private static final Duration AGE = Duration.ofMinutes(1);

  private static Vertx vertx;
  private static ReadServers lagging;

  private static UserRepository users;

  @BeforeAll
  static void start(Stack stack) {
    vertx = Vertx.vertx();
    lagging = servers(new Postgres(fresh(stack).primary(), fresh(stack).primary()));
    users = new UserRepository(lagging, AGE);
  }

  private static ReadServers servers(Postgres postgres) {
    Duration patience = Duration.ofSeconds(20);
    return new ReadServers(
        postgres,
        new ReplicaLag(postgres, "userdb", patience),
        new ReplicaConfig(patience, patience, 64));
  }

  private static Postgres fresh(Stack stack) {
    PostgresConfig database = stack.postgres("userdb");
    Migrations.run(new Database(database, "db/user"));
    return Postgres.connect(vertx, database);
  }

  @AfterAll
  static void stop() {
    await(vertx.close());
  }

  @Test
  void aYoungUserIsFoundWhileTheReplicaLags() {
    Owner owner = insert("ada");
    User ada = owner.user();

    assertThat(await(users.byIds(List.of(ada.id(), 12345L)))).containsExactly(ada);
    assertThat(await(users.named(new Username("ADA")))).contains(ada);
    assertThat(await(users.self(ada.id()))).contains(owner);
    assertThat(await(users.account(owner.email()))).map(Account::owner).contains(owner);
  }

  @Test
  void anOldUserIsNotAskedForTwice() {
    UserRepository impatient = new UserRepository(lagging, Duration.ofSeconds(-10));
    User grace = insert("grace").user();

    assertThat(await(impatient.byIds(List.of(grace.id())))).isEmpty();
  }

  @Test
  void withoutThePrimaryWhoIsThereIsFoundAndNobodyIsSaidNotToBe(Stack stack) {
    PostgresConfig database = stack.postgres("userdb");
    Migrations.run(new Database(database, "db/user"));
    Toxic primary = Toxic.to(database.primary());
    UserRepository cutOff = new UserRepository(servers(connect(database, primary)), AGE);
    Owner owner = insert(cutOff, "ada");
    User ada = owner.user();
    stack.replicaCaughtUp(database);
    primary.cut();

    assertThat(await(cutOff.byIds(List.of(ada.id())))).containsExactly(ada);
    assertThat(await(cutOff.named(ada.username()))).contains(ada);
    assertThat(await(cutOff.self(ada.id()))).contains(owner);
    assertThat(await(cutOff.account(owner.email()))).map(Account::owner).contains(owner);
    assertThat(expectedFailure(cutOff.byIds(List.of(ada.id() + 1))))
        .isInstanceOf(Failure.Unavailable.class);
    assertThat(await(cutOff.byIds(List.of(EntityId.MAX)))).isEmpty();
    primary.close();
  }

  private static Postgres connect(PostgresConfig database, Toxic primary) {
    return Postgres.connect(
        vertx,
        new PostgresConfig(
            primary.address(),
            database.replica(),
            database.database(),
            database.user(),
            database.password(),
            database.poolSize(),
            database.connectTimeout()));
  }

  private static Owner insert(String name) {
    return insert(users, name);
  }

  private static Owner insert(UserRepository users, String name) {
    return await(users.insert(new Username(name), new Email(name + "@example.org"), "no password"));
  }
}
