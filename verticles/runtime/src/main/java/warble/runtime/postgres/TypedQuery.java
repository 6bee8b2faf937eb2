package warble.runtime.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlResult;
import java.util.function.Function;
import java.util.stream.Collector;

/** A query of a {@link TypedPool}. */
record TypedQuery<T>(Query<T> query, ServerAway away) implements Query<T> {

  @Override
  public Future<T> execute() {
    return query.execute().recover(away::typed);
  }

  @Override
  public <R> Query<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
    return new TypedQuery<>(query.collecting(collector), away);
  }

  @Override
  public <U> Query<RowSet<U>> mapping(Function<Row, U> mapper) {
    return new TypedQuery<>(query.mapping(mapper), away);
  }
}
