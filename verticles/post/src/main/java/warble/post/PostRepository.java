package warble.post;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import warble.runtime.page.PageRequest;

/**
 * The SQL of posts.
 *
 * @param server the primary or the replica
 */
record PostRepository(SqlClient server) {

  private static final String INSERT =
      "INSERT INTO posts (author_id, content) VALUES ($1, $2) RETURNING id";

  /** The key and the post come into being together; whoever comes second waits and gets no row. */
  private static final String INSERT_ONCE =
      """
      WITH claimed AS (
        INSERT INTO idempotency_keys (author_id, key, request_hash, post_id)
        VALUES ($1, $2, sha256(convert_to($3, 'UTF8')), next_id())
        ON CONFLICT DO NOTHING
        RETURNING post_id)
      INSERT INTO posts (id, author_id, content)
      SELECT post_id, $1, $3 FROM claimed
      RETURNING id
      """;

  private static final String SELECT_CLAIM =
      """
      SELECT post_id, request_hash = sha256(convert_to($3, 'UTF8')) AS same_request
      FROM idempotency_keys
      WHERE author_id = $1 AND key = $2
      """;

  /** The counts are those of this moment: what was folded in, and the changes since. */
  private static final String SELECT_BY_IDS =
      """
      SELECT p.id, p.author_id, p.content,
             coalesce(c.likes, 0) + coalesce(since.likes, 0) AS likes,
             coalesce(c.comments, 0) + coalesce(since.comments, 0) AS comments
      FROM posts p
      LEFT JOIN post_counts c ON c.post_id = p.id
      CROSS JOIN LATERAL (
        SELECT sum(likes)::integer AS likes, sum(comments)::integer AS comments
        FROM count_changes WHERE post_id = p.id) since
      WHERE p.id = ANY ($1)
      """;

  private static final String SELECT_BY_AUTHOR =
      "SELECT id FROM posts WHERE author_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

  /**
   * Reads a few index entries of each author, whatever the size of the table: {@code $4} of each;
   * of these the {@code $3}th newest bounds what can be among the newest at all, and only authors
   * whose few are all newer than that may have more.
   */
  static final String SELECT_BY_AUTHORS =
      """
      WITH few AS MATERIALIZED (
        SELECT newest.id, newest.author_id
        FROM (SELECT DISTINCT unnest($1::bigint[]) AS id) author
        CROSS JOIN LATERAL (
          SELECT p.id, p.author_id FROM posts p
          WHERE p.author_id = author.id AND p.id < $2
          ORDER BY p.id DESC
          LIMIT $4) newest),
      bound AS MATERIALIZED (
        SELECT CASE WHEN count(*) < $3 THEN 0 ELSE min(id) END AS id
        FROM (SELECT id FROM few ORDER BY id DESC LIMIT $3) newest),
      deep AS (
        SELECT author_id, min(id) AS id FROM few
        GROUP BY author_id
        HAVING count(*) = $4 AND min(id) > (SELECT id FROM bound))
      SELECT id, author_id FROM few
      UNION ALL
      SELECT older.id, older.author_id
      FROM deep CROSS JOIN LATERAL (
        SELECT p.id, p.author_id FROM posts p
        WHERE p.author_id = deep.author_id AND p.id < deep.id AND p.id > (SELECT id FROM bound)
        ORDER BY p.id DESC
        LIMIT $3) older
      ORDER BY id DESC
      LIMIT $3
      """;

  private static final String DELETE =
      """
      WITH found AS (
        SELECT id, author_id = $2 AS allowed FROM posts WHERE id = $1),
      gone AS (
        DELETE FROM posts USING found WHERE posts.id = found.id AND found.allowed
        RETURNING posts.id)
      SELECT id AS post_id, allowed FROM found
      """;

  Future<Long> insert(long author, PostText text) {
    return server
        .preparedQuery(INSERT)
        .execute(Tuple.of(author, text.content()))
        .map(rows -> rows.iterator().next().getLong("id"));
  }

  /** The new post's id; empty when the author has used the key before. */
  Future<Optional<Long>> insertOnce(long author, PostText text, IdempotencyKey key) {
    return server
        .preparedQuery(INSERT_ONCE)
        .execute(Tuple.of(author, key.value(), text.content()))
        .map(rows -> rows.stream().map(row -> row.getLong("id")).findFirst());
  }

  /** What an author has used a key for; empty when the key was purged meanwhile. */
  Future<Optional<Claim>> claim(long author, PostText text, IdempotencyKey key) {
    return server
        .preparedQuery(SELECT_CLAIM)
        .mapping(row -> new Claim(row.getLong("post_id"), row.getBoolean("same_request")))
        .execute(Tuple.of(author, key.value(), text.content()))
        .map(claims -> claims.stream().findFirst());
  }

  /**
   * An idempotency key in use.
   *
   * @param post the post that was made
   * @param sameRequest whether it was made from the same text
   */
  record Claim(long post, boolean sameRequest) {}

  /** Those of these posts that exist, in no order. */
  Future<List<Post>> find(List<Long> ids) {
    return server
        .preparedQuery(SELECT_BY_IDS)
        .mapping(PostRepository::post)
        .execute(Tuple.of((Object) ids.toArray(Long[]::new)))
        .map(rows -> rows.stream().toList());
  }

  private static Post post(Row row) {
    return new Post(
        row.getLong("id"),
        row.getLong("author_id"),
        row.getString("content"),
        new Counts(row.getInteger("likes"), row.getInteger("comments")),
        false);
  }

  /** An author's posts, newest first. */
  Future<List<Long>> byAuthor(long author, PageRequest page) {
    return server
        .preparedQuery(SELECT_BY_AUTHOR)
        .mapping(row -> row.getLong("id"))
        .execute(Tuple.of(author, page.before(), page.readAhead()))
        .map(rows -> rows.stream().toList());
  }

  /** The posts of these authors, merged, newest first. */
  Future<List<PostRef>> byAuthors(List<Long> authors, PageRequest page) {
    return server
        .preparedQuery(SELECT_BY_AUTHORS)
        .mapping(row -> new PostRef(row.getLong("id"), row.getLong("author_id")))
        .execute(newestOf(authors, page))
        .map(rows -> rows.stream().toList());
  }

  /** Parameters of {@link #SELECT_BY_AUTHORS}; of each author some more than their share. */
  static Tuple newestOf(List<Long> authors, PageRequest page) {
    int share = Math.ceilDiv(4 * page.size(), authors.size());
    return Tuple.of(
        authors.toArray(Long[]::new), page.before(), page.size(), Math.min(page.size(), 1 + share));
  }

  Future<Deletion> delete(long id, long caller) {
    return server.preparedQuery(DELETE).execute(Tuple.of(id, caller)).map(Deletion::of);
  }
}
