package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

/** Its replica is an empty database: one that lags for ever. */
@BackingServices
class UserRepositoryTest {

  private static Vertx vertx;
  private static Postgres lagging;

  private static UserRepository users;

  @BeforeAll
  static void start(Stack stack) {
    vertx = Vertx.vertx();
    lagging = new Postgres(fresh(stack).primary(), fresh(stack).primary());
    users = new UserRepository(lagging, Duration.ofMinutes(1));
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
    User ada = insert("ada");

    assertThat(await(users.byId(ada.id()))).contains(ada);
    assertThat(await(users.byIds(List.of(ada.id(), 12345L)))).containsExactly(ada);
    assertThat(await(users.named(new Username("ADA")))).contains(ada);
    assertThat(await(users.self(ada.id()))).contains(ada);
    assertThat(await(users.account(ada.email()))).map(Account::user).contains(ada);
  }

  @Test
  void anOldUserIsNotAskedForTwice() {
    UserRepository impatient = new UserRepository(lagging, Duration.ofSeconds(-10));
    User grace = insert("grace");

    assertThat(await(impatient.byId(grace.id()))).isEmpty();
  }

  private User insert(String name) {
    return await(users.insert(new Username(name), new Email(name + "@example.org"), "no password"));
  }
}
