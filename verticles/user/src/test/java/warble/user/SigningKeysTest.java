package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;
import static warble.testkit.Futures.failure;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.config.Secret;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

@BackingServices
class SigningKeysTest {

  private static final Secret NONE = new Secret("");

  private Vertx vertx;
  private Postgres postgres;
  private SigningKeys keys;

  @BeforeEach
  void connect(Stack stack) {
    PostgresConfig database = stack.postgres("userdb");
    Migrations.run(new Database(database, "db/user"));
    vertx = Vertx.vertx();
    postgres = Postgres.connect(vertx, database);
    keys = keys(NONE, UserNode.KEY_ENCRYPTION_KEY);
  }

  private SigningKeys keys(Secret signingKeys, Secret keyEncryptionKey) {
    return keys(UserNode.tokens(UserNode.KEYS_INTERVAL, signingKeys, keyEncryptionKey));
  }

  private SigningKeys keys(UserConfig.Tokens config) {
    Pool primary = postgres.primary();
    return new SigningKeys(vertx, primary, query -> query.apply(primary), config);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private String signing() {
    return await(keys.load()).signing().kid();
  }

  private List<String> published() {
    return await(keys.load()).published().stream().map(SigningKey::kid).toList();
  }

  private String rotate() {
    return await(keys.rotate()).kid();
  }

  /** As if it were later. */
  private void passes(Duration time) {
    String seconds = Long.toString(time.toSeconds());
    await(
        postgres
            .primary()
            .query(
                "UPDATE signing_keys SET created_at = created_at - interval '%s s'"
                    .formatted(seconds))
            .execute());
  }

  @Test
  void allWhoStartAtTheSameTimeAgreeOnOneKey() {
    List<Future<KeySet>> starts = Stream.generate(keys::load).limit(6).toList();

    assertThat(starts).map(set -> await(set).signing().kid()).hasSize(6).containsOnly(signing());
  }

  @Test
  void theKeyOutlivesTheProcess() {
    assertThat(signing()).isEqualTo(signing());
  }

  @Test
  void aNewKeyIsPublishedBeforeItSignsAndTheOldOneVerifiesForAsLongAsItsTokensLive() {
    String old = signing();
    passes(Duration.ofDays(30));
    String next = rotate();

    assertThat(signing()).isEqualTo(old);
    assertThat(published()).containsExactly(next, old);

    passes(UserNode.KEYS_INTERVAL.multipliedBy(2));
    assertThat(signing()).isEqualTo(next);
    passes(UserNode.ACCESS_LIFETIME);
    assertThat(published()).containsExactly(next, old);

    passes(UserNode.KEYS_INTERVAL.multipliedBy(8));
    assertThat(published()).containsExactly(next);
  }

  @Test
  void aKeyWithoutTokensIsDeletedByTheNextRotation() {
    String old = signing();
    rotate();
    rotate();
    assertThat(published()).hasSize(3).contains(old);

    passes(Duration.ofDays(1));
    rotate();
    assertThat(stored()).isEqualTo(2);
  }

  private long stored() {
    return await(postgres.primary().query("SELECT count(*) FROM signing_keys").execute())
        .iterator()
        .next()
        .getLong(0);
  }

  @Test
  void aProcessPicksANewKeyUpByItself() {
    UserConfig.Tokens often = UserNode.tokens(Duration.ofMillis(20));
    KeyRing ring = new KeyRing(keys(often));
    await(vertx.deployVerticle(new KeyRingVerticle(ring, often.keysInterval())));
    String old = await(ring.current()).signing().kid();

    String next = rotate();

    Awaitility.await().until(() -> await(ring.current()).signing().kid().equals(next));
    assertThat(await(ring.current()).published()).map(SigningKey::kid).containsExactly(next, old);
  }

  @Test
  void aDatabaseThatSaidNothingOnceIsAskedAgain() {
    UserConfig.Tokens often = UserNode.tokens(Duration.ofMillis(20));
    Pool primary = postgres.primary();
    AtomicInteger asked = new AtomicInteger();
    SigningKeys silent =
        new SigningKeys(
            vertx,
            primary,
            query ->
                asked.incrementAndGet() == 1
                    ? query.apply(primary)
                    : Promise.<List<KeySet.Aged>>promise().future(),
            often);

    await(vertx.deployVerticle(new KeyRingVerticle(new KeyRing(silent), often.keysInterval())));

    Awaitility.await().until(() -> asked.get() > 2);
  }

  @Test
  void ofConfiguredKeysTheFirstSignsAndAllVerify() throws GeneralSecurityException {
    SigningKey first = SigningKey.generate();
    SigningKey second = SigningKey.generate();
    String pem = Pem.of(first.privateKey()) + Pem.of(second.privateKey());
    signing();

    KeySet set = await(keys(new Secret(pem), NONE).load());

    assertThat(set.signing().kid()).isEqualTo(first.kid());
    assertThat(set.published()).map(SigningKey::kid).containsExactly(first.kid(), second.kid());
    assertThat(expectedFailure(keys(new Secret(pem), NONE).rotate()))
        .isInstanceOf(Failure.FailedPrecondition.class);
  }

  @Test
  void theDatabaseHoldsNoKeyInClear() {
    String kid = signing();
    Buffer stored =
        await(postgres.primary().query("SELECT private_key FROM signing_keys").execute())
            .iterator()
            .next()
            .getBuffer(0);

    assertThat(stored.toString("ISO-8859-1"))
        .doesNotContain(
            Buffer.buffer(await(keys.load()).signing().publicKey().getModulus().toByteArray())
                .slice(1, 200)
                .toString("ISO-8859-1"));
    assertThat(failure(keys(NONE, NONE).load())).isInstanceOf(IllegalArgumentException.class);
    assertThat(failure(keys(NONE, new Secret("another secret".repeat(3))).load()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(signing()).isEqualTo(kid);
  }

  @Test
  void keysFromBeforeThereWasASecretAreReadAndTheNextIsEncrypted() {
    String clear = await(keys(NONE, NONE).load()).signing().kid();

    assertThat(signing()).isEqualTo(clear);
    String next = rotate();
    assertThat(published()).containsExactly(next, clear);
    assertThat(failure(keys(NONE, NONE).load())).isInstanceOf(IllegalArgumentException.class);
  }
}
