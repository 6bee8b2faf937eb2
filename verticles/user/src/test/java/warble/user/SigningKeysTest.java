package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.config.Secret;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

@BackingServices
class SigningKeysTest {

  private static final Secret NONE = new Secret("");

  private Vertx vertx;
  private Postgres postgres;
  private WorkerExecutor workers;

  @BeforeEach
  void connect(Stack stack) {
    PostgresConfig database = stack.postgres("userdb");
    Migrations.run(new Database(database, "db/user"));
    vertx = Vertx.vertx();
    postgres = Postgres.connect(vertx, database);
    workers = vertx.createSharedWorkerExecutor("signing", 4);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void allWhoStartAtTheSameTimeAgreeOnOneKey() {
    List<Future<List<SigningKey>>> starts = Stream.generate(this::load).limit(6).toList();

    assertThat(starts).map(keys -> await(keys).getFirst().kid()).hasSize(6).containsOnly(kid());
  }

  private Future<List<SigningKey>> load() {
    return new SigningKeys(postgres, workers).load(NONE);
  }

  private String kid() {
    return await(load()).getFirst().kid();
  }

  @Test
  void theKeyOutlivesTheProcess() {
    assertThat(kid()).isEqualTo(kid());
  }

  @Test
  void aConfiguredKeyIsTheOnlyOne() throws Exception {
    SigningKey key = SigningKey.generate();
    kid();

    assertThat(await(new SigningKeys(postgres, workers).load(new Secret(Pem.of(key.privateKey())))))
        .map(SigningKey::kid)
        .containsExactly(key.kid());
  }
}
