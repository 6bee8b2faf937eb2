package warble.post;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import warble.runtime.page.PageRequest;

/**
 * The SQL of likes.
 *
 * @param server the primary or the replica
 */
record LikeRepository(SqlClient server) {

  /**
   * Each pair of post and user at most once. One lock of each post, whatever the number of its
   * likes, keeps it from being deleted before they are there to go with it. One row for each post
   * that exists, with what was changed.
   */
  private static final String WRITE =
      """
      WITH wanted AS (
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::boolean[]) AS w(post_id, user_id, liked)),
      live AS (
        SELECT id FROM posts
        WHERE id IN (SELECT post_id FROM wanted)
        ORDER BY id FOR KEY SHARE),
      added AS (
        INSERT INTO likes (post_id, user_id)
        SELECT id, user_id FROM live JOIN wanted ON post_id = id
        WHERE liked
        ORDER BY id, user_id
        ON CONFLICT DO NOTHING
        RETURNING post_id),
      removed AS (
        DELETE FROM likes l USING wanted w
        WHERE NOT w.liked AND l.post_id = w.post_id AND l.user_id = w.user_id
        RETURNING l.post_id)
      SELECT id AS post_id,
             (SELECT count(*) FROM added WHERE post_id = id)::integer AS added,
             (SELECT count(*) FROM removed WHERE post_id = id)::integer AS removed
      FROM live
      """;

  private static final String SELECT_LIKED =
      "SELECT post_id FROM likes WHERE user_id = $1 AND post_id = ANY ($2)";

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

  /**
   * Writes likes and takes others back.
   *
   * @param likes each pair of post and user at most once
   * @return what has become of it, for each post that exists
   */
  Future<Map<Long, Written>> write(List<Like> likes) {
    return server
        .preparedQuery(WRITE)
        .collecting(
            Collectors.toMap(
                (Row row) -> row.getLong("post_id"),
                row -> new Written(row.getInteger("added"), row.getInteger("removed"))))
        .execute(
            Tuple.of(
                likes.stream().map(Like::post).toArray(Long[]::new),
                likes.stream().map(Like::user).toArray(Long[]::new),
                likes.stream().map(Like::liked).toArray(Boolean[]::new)))
        .map(SqlResult::value);
  }

  /** How many rows of a post were written; fewer than wanted if some were as wanted already. */
  record Written(int added, int removed) {

    Counts change() {
      return new Counts(added - removed, 0);
    }
  }

  /** Which of these posts a user likes. */
  Future<Set<Long>> likedBy(long user, List<Long> posts) {
    return server
        .preparedQuery(SELECT_LIKED)
        .collecting(Collectors.mapping((Row row) -> row.getLong("post_id"), Collectors.toSet()))
        .execute(Tuple.of(user, (Object) posts.toArray(Long[]::new)))
        .map(SqlResult::value);
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
