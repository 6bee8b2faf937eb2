package warble.post;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tells the cache of deleted posts until it can be taken to know.
 *
 * <p>Who deletes a post tells it as well. That may come to nothing: the process dies, Redis is
 * away, or fails over to a server that has not heard of it.
 */
final class Burials {

  private static final int MOST = 1_000;

  private static final String SELECT = "SELECT post_id FROM burials ORDER BY deleted_at LIMIT $1";

  private static final String DELETE =
      "DELETE FROM burials WHERE post_id = ANY ($1) AND deleted_at < now() - make_interval(secs => $2)";

  private final SqlClient primary;
  private final PostCache cache;
  private final Duration window;

  Burials(SqlClient primary, PostCache cache, Duration window) {
    this.primary = primary;
    this.cache = cache;
    this.window = window;
  }

  /** Tells of those that are waiting, and forgets those that were told of for long enough. */
  Future<Void> repeat() {
    return waiting().compose(posts -> posts.isEmpty() ? Future.succeededFuture() : buried(posts));
  }

  private Future<List<Long>> waiting() {
    return primary
        .preparedQuery(SELECT)
        .collecting(Collectors.mapping((Row row) -> row.getLong("post_id"), Collectors.toList()))
        .execute(Tuple.of(MOST))
        .map(SqlResult::value);
  }

  private Future<Void> buried(List<Long> posts) {
    return cache
        .bury(posts)
        .compose(_ ->
            primary
                .preparedQuery(DELETE)
                .execute(Tuple.of(posts.toArray(Long[]::new), window.toMillis() / 1000.0)))
        .mapEmpty();
  }
}
