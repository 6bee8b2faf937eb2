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
 * The SQL of comments.
 *
 * @param server the primary or the replica
 */
record CommentRepository(SqlClient server) {

  /** The lock keeps the post from being deleted before the comment is there to go with it. */
  private static final String INSERT =
      """
      INSERT INTO comments (post_id, author_id, content)
      SELECT id, $2, $3 FROM posts WHERE id = $1 FOR KEY SHARE
      RETURNING id
      """;

  /** One row without a comment for a post that has none, no row for a post that does not exist. */
  private static final String SELECT_BY_POST =
      """
      SELECT c.id, c.post_id, c.author_id, c.content
      FROM posts p
      LEFT JOIN LATERAL (
        SELECT * FROM comments WHERE post_id = p.id AND id < $2 ORDER BY id DESC LIMIT $3) c ON true
      WHERE p.id = $1
      ORDER BY c.id DESC
      """;

  private static final String DELETE =
      """
      WITH found AS (
        SELECT c.id, c.post_id, $2 IN (c.author_id, p.author_id) AS allowed
        FROM comments c JOIN posts p ON p.id = c.post_id
        WHERE c.id = $1),
      gone AS (
        DELETE FROM comments USING found WHERE comments.id = found.id AND found.allowed)
      SELECT post_id, allowed FROM found
      """;

  /** The new comment's id; empty when there is no such post. */
  Future<Optional<Long>> insert(long post, long author, PostText text) {
    return server
        .preparedQuery(INSERT)
        .execute(Tuple.of(post, author, text.content()))
        .map(rows -> rows.stream().map(row -> row.getLong("id")).findFirst());
  }

  /** The comments on a post, newest first; empty when there is no such post. */
  Future<Optional<List<Comment>>> byPost(long post, PageRequest page) {
    return server
        .preparedQuery(SELECT_BY_POST)
        .execute(Tuple.of(post, page.before(), page.readAhead()))
        .map(CommentRepository::comments);
  }

  private static Optional<List<Comment>> comments(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(
            rows.stream()
                .filter(row -> row.getValue("id") != null)
                .map(CommentRepository::comment)
                .toList());
  }

  private static Comment comment(Row row) {
    return new Comment(
        row.getLong("id"),
        row.getLong("post_id"),
        row.getLong("author_id"),
        row.getString("content"));
  }

  Future<Deletion> delete(long id, long caller) {
    return server.preparedQuery(DELETE).execute(Tuple.of(id, caller)).map(Deletion::of);
  }
}
