package warble.runtime.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.TransactionPropagation;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A pool that fails with {@code Failure.Unavailable} when its server is away. */
final class TypedPool implements Pool {

  private final Pool pool;
  private final ServerAway away;

  TypedPool(String name, Pool pool) {
    this.pool = pool;
    this.away = new ServerAway(name);
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return new TypedQuery<>(pool.query(sql), away);
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return new TypedPreparedQuery<>(pool.preparedQuery(sql), away);
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return new TypedPreparedQuery<>(pool.preparedQuery(sql, options), away);
  }

  @Override
  public Future<SqlConnection> getConnection() {
    return pool.getConnection().recover(away::typed);
  }

  @Override
  public <T> Future<@Nullable T> withConnection(
      Function<SqlConnection, Future<@Nullable T>> function) {
    return pool.withConnection(function).recover(away::typed);
  }

  @Override
  public <T> Future<@Nullable T> withTransaction(
      Function<SqlConnection, Future<@Nullable T>> function) {
    return pool.withTransaction(function).recover(away::typed);
  }

  @Override
  public <T> Future<@Nullable T> withTransaction(
      TransactionPropagation propagation, Function<SqlConnection, Future<@Nullable T>> function) {
    return pool.withTransaction(propagation, function).recover(away::typed);
  }

  @Override
  public int size() {
    return pool.size();
  }

  @Override
  public Future<Void> close() {
    return pool.close();
  }
}
