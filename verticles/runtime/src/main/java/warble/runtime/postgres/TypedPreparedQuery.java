package warble.runtime.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collector;

/** A prepared query of a {@link TypedPool}. */
record TypedPreparedQuery<T>(PreparedQuery<T> query, ServerAway away) implements PreparedQuery<T> {

  @Override
  public Future<T> execute() {
    return query.execute().recover(away::typed);
  }

  @Override
  public Future<T> execute(Tuple tuple) {
    return query.execute(tuple).recover(away::typed);
  }

  @Override
  public Future<T> executeBatch(List<Tuple> batch) {
    return query.executeBatch(batch).recover(away::typed);
  }

  @Override
  public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
    return new TypedPreparedQuery<>(query.collecting(collector), away);
  }

  @Override
  public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
    return new TypedPreparedQuery<>(query.mapping(mapper), away);
  }
}
