package warble.user;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import warble.runtime.config.Secret;
import warble.runtime.rpc.Failure;

/** The keys that access tokens are signed with: those that are configured, or the database's. */
final class SigningKeys {

  /** Asks a server, which may be another one than the primary while that is away. */
  interface Reader {
    Future<List<KeySet.Aged>> ask(Function<SqlClient, Future<List<KeySet.Aged>>> query);
  }

  private final Vertx vertx;
  private final Pool primary;
  private final Reader reader;
  private final Secret configured;
  private final KeySeal seal;
  private final KeySet.Turns turns;

  /**
   * The keys in this database.
   *
   * @param primary where keys are made
   * @param reader where they are looked for
   */
  SigningKeys(Vertx vertx, Pool primary, Reader reader, UserConfig.Tokens config) {
    this.vertx = vertx;
    this.primary = primary;
    this.reader = reader;
    this.configured = config.signingKeys();
    this.seal = KeySeal.under(config.keyEncryptionKey());
    this.turns = KeySet.Turns.of(config.keysInterval(), config.accessLifetime());
  }

  /** The keys of now. The database is given one if it has none. */
  Future<KeySet> load() {
    return areConfigured()
        ? Future.succeededFuture(KeySet.configured(SigningKey.ofPem(configured.value())))
        : reader
            .ask(this::stored)
            .compose(
                keys -> keys.isEmpty() ? create() : Future.succeededFuture(KeySet.of(keys, turns)));
  }

  private boolean areConfigured() {
    return !configured.value().isEmpty();
  }

  /** Of all who start at the same time one makes a key, and the others wait for it. */
  private Future<KeySet> create() {
    return primary
        .withTransaction(connection ->
            locked(connection)
                .compose(keys -> keys.isEmpty() ? add(connection) : Future.succeededFuture(keys)))
        .map(keys -> KeySet.of(keys, turns));
  }

  private Future<List<KeySet.Aged>> locked(SqlClient connection) {
    return connection
        .query("LOCK TABLE signing_keys IN EXCLUSIVE MODE")
        .execute()
        .compose(_ -> stored(connection));
  }

  /** Adds a key and returns all. */
  private Future<List<KeySet.Aged>> add(SqlClient connection) {
    return vertx
        .executeBlocking(SigningKey::generate)
        .compose(key -> insert(connection, key))
        .compose(_ -> stored(connection));
  }

  private Future<Void> insert(SqlClient connection, SigningKey key) {
    String sql = "INSERT INTO signing_keys (kid, private_key, public_key) VALUES ($1, $2, $3)";
    return connection
        .preparedQuery(sql)
        .execute(
            Tuple.of(
                key.kid(), Buffer.buffer(sealed(key)), Buffer.buffer(key.publicKey().getEncoded())))
        .mapEmpty();
  }

  private byte[] sealed(SigningKey key) {
    try {
      return seal.seal(key.kid(), key.privateKey().getEncoded());
    } catch (GeneralSecurityException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }

  /**
   * Adds a key, which takes its turn in a while, and deletes those that no living token was signed
   * with. Fails with {@link Failure.FailedPrecondition} when the keys are configured.
   *
   * @return the new key
   */
  Future<SigningKey> rotate() {
    return areConfigured()
        ? new Failure.FailedPrecondition(
                "KEYS_CONFIGURED",
                "the keys are those of user.tokens.signing-keys; change them there")
            .future()
        : primary.withTransaction(this::rotate);
  }

  private Future<SigningKey> rotate(SqlClient connection) {
    return locked(connection)
        .compose(_ -> add(connection))
        .map(keys -> KeySet.of(keys, turns).published())
        .compose(keep -> deleteAllBut(keep, connection).map(keep.getFirst()));
  }

  private static Future<Void> deleteAllBut(List<SigningKey> keep, SqlClient connection) {
    return connection
        .preparedQuery("DELETE FROM signing_keys WHERE kid <> ALL ($1)")
        .execute(Tuple.of((Object) keep.stream().map(SigningKey::kid).toArray(String[]::new)))
        .mapEmpty();
  }

  private Future<List<KeySet.Aged>> stored(SqlClient client) {
    return client
        .preparedQuery(
            """
            SELECT kid, private_key, extract(epoch FROM clock_timestamp() - created_at) * 1000 AS age
            FROM signing_keys
            ORDER BY created_at DESC, kid
            """)
        .execute()
        .map(this::list);
  }

  private List<KeySet.Aged> list(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(this::key).toList();
  }

  private KeySet.Aged key(Row row) {
    try {
      byte[] encoded = seal.open(row.getString("kid"), row.getBuffer("private_key").getBytes());
      return new KeySet.Aged(
          SigningKey.ofPkcs8(encoded), Duration.ofMillis(row.getNumeric("age").longValue()));
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalArgumentException(
          "tokens.key-encryption-key: does not open the signing keys in the database", unreadable);
    }
  }
}
