package warble.post;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import warble.runtime.page.PageRequest;

/**
 * The SQL of likes.
 *
 * @param server the primary or the replica
 */
record LikeRepository(SqlClient server) {

  /** The lock keeps the post from being deleted before the like is there to go with it. */
  private static final String INSERT =
      """
      INSERT INTO likes (post_id, user_id)
      SELECT id, $2 FROM posts WHERE id = $1 FOR KEY SHARE
      ON CONFLICT DO NOTHING
      """;

  private static final String DELETE = "DELETE FROM likes WHERE post_id = $1 AND user_id = $2";

  private static final String COUNT =
      """
      SELECT (SELECT count(*) FROM likes WHERE post_id = p.id) AS likes
      FROM posts p
      WHERE p.id = $1
      """;

  /** One row without a user for a post that nobody likes, no row for one that does not exist. */
  private static final String SELECT_BY_POST =
      """
      SELECT l.user_id
      FROM posts p
      LEFT JOIN LATERAL (
        SELECT user_id FROM likes
        WHERE post_id = p.id AND user_id < $2
        ORDER BY user_id DESC
        LIMIT $3) l ON true
      WHERE p.id = $1
      ORDER BY l.user_id DESC
      """;

  Future<Void> insert(long post, long user) {
    return server.preparedQuery(INSERT).execute(Tuple.of(post, user)).mapEmpty();
  }

  Future<Void> delete(long post, long user) {
    return server.preparedQuery(DELETE).execute(Tuple.of(post, user)).mapEmpty();
  }

  /** How many users like a post; empty when there is no such post. */
  Future<Optional<Integer>> count(long post) {
    return server
        .preparedQuery(COUNT)
        .execute(Tuple.of(post))
        .map(rows -> rows.stream().map(row -> Math.toIntExact(row.getLong("likes"))).findFirst());
  }

  /** Those who like a post, newest user first; empty when there is no such post. */
  Future<Optional<List<Long>>> usersByPost(long post, PageRequest page) {
    return server
        .preparedQuery(SELECT_BY_POST)
        .execute(Tuple.of(post, page.before(), page.readAhead()))
        .map(LikeRepository::users);
  }

  private static Optional<List<Long>> users(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(
            rows.stream()
                .filter(row -> row.getValue("user_id") != null)
                .map(row -> row.getLong("user_id"))
                .toList());
  }
}
