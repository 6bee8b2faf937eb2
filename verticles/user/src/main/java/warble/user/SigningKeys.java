package warble.user;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.StreamSupport;
import warble.runtime.config.Secret;
import warble.runtime.postgres.Postgres;

/** The keys that access tokens are signed with, newest first: the first signs, all verify. */
final class SigningKeys {

  private final Postgres postgres;
  private final WorkerExecutor workers;

  SigningKeys(Postgres postgres, WorkerExecutor workers) {
    this.postgres = postgres;
    this.workers = workers;
  }

  /**
   * The configured key alone; without one those of the database, which is given one if it has none.
   */
  Future<List<SigningKey>> load(Secret configured) {
    return configured.value().isEmpty()
        ? stored(postgres.primary())
            .compose(keys -> keys.isEmpty() ? create() : Future.succeededFuture(keys))
        : Future.succeededFuture(List.of(SigningKey.ofPem(configured.value())));
  }

  /** Of all who start at the same time one makes a key, and the others wait for it. */
  private Future<List<SigningKey>> create() {
    return postgres
        .primary()
        .withTransaction(connection ->
            connection
                .query("LOCK TABLE signing_keys IN EXCLUSIVE MODE")
                .execute()
                .compose(_ -> stored(connection))
                .compose(
                    keys -> keys.isEmpty() ? generate(connection) : Future.succeededFuture(keys)));
  }

  private Future<List<SigningKey>> generate(SqlClient connection) {
    return workers
        .executeBlocking(SigningKey::generate)
        .compose(key -> insert(connection, key).map(List.of(key)));
  }

  private static Future<Void> insert(SqlClient connection, SigningKey key) {
    String sql = "INSERT INTO signing_keys (kid, private_key, public_key) VALUES ($1, $2, $3)";
    return connection
        .preparedQuery(sql)
        .execute(
            Tuple.of(
                key.kid(),
                Buffer.buffer(key.privateKey().getEncoded()),
                Buffer.buffer(key.publicKey().getEncoded())))
        .mapEmpty();
  }

  private static Future<List<SigningKey>> stored(SqlClient client) {
    return client
        .preparedQuery("SELECT private_key FROM signing_keys ORDER BY created_at DESC, kid")
        .mapping(SigningKeys::key)
        .execute()
        .map(SigningKeys::list);
  }

  private static List<SigningKey> list(RowSet<SigningKey> rows) {
    return StreamSupport.stream(rows.spliterator(), false).toList();
  }

  private static SigningKey key(Row row) {
    try {
      return SigningKey.ofPkcs8(row.getBuffer("private_key").getBytes());
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException("a row of signing_keys is not an RSA key", unreadable);
    }
  }
}
