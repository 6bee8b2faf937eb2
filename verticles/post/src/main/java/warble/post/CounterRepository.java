package warble.post;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL of counts: {@code post_counts} plus {@code count_changes} is the number of rows.
 *
 * @param server the primary; a connection in a transaction that holds the lock
 */
record CounterRepository(SqlClient server) {

  /** What folds changes in, or counts anew, does so alone. */
  private static final String LOCK =
      "SELECT pg_try_advisory_xact_lock(hashtext('post_counts')) AS mine";

  private static final String WAIT_FOR_LOCK =
      "SELECT pg_advisory_xact_lock(hashtext('post_counts'))";

  private static final String SELECT_CHANGES =
      "SELECT ctid::text AS row, post_id FROM count_changes LIMIT $1";

  /**
   * Nobody but the holder of the lock deletes changes, and nobody updates one, so a row is where it
   * was. Changes of posts that are gone go.
   */
  private static final String FOLD =
      """
      WITH taken AS (
        DELETE FROM count_changes WHERE ctid = ANY ($1::text[]::tid[])
        RETURNING post_id, likes, comments),
      sums AS (
        SELECT post_id, sum(likes)::integer AS likes, sum(comments)::integer AS comments
        FROM taken GROUP BY post_id),
      live AS (
        SELECT p.id, s.likes, s.comments FROM posts p JOIN sums s ON s.post_id = p.id
        ORDER BY p.id FOR KEY SHARE OF p)
      INSERT INTO post_counts AS c (post_id, likes, comments)
      SELECT id, likes, comments FROM live WHERE likes <> 0 OR comments <> 0
      ON CONFLICT (post_id) DO UPDATE
      SET likes = c.likes + excluded.likes, comments = c.comments + excluded.comments
      """;

  /** The rows of one page of posts are counted, less the changes that are not folded in yet. */
  private static final String RECOUNT =
      """
      WITH page AS (
        SELECT id FROM posts WHERE id > $1 ORDER BY id LIMIT $2 FOR KEY SHARE),
      counted AS (
        SELECT page.id,
               (SELECT count(*) FROM likes WHERE post_id = page.id) - coalesce(since.likes, 0) AS likes,
               (SELECT count(*) FROM comments WHERE post_id = page.id) - coalesce(since.comments, 0)
                 AS comments
        FROM page
        CROSS JOIN LATERAL (
          SELECT sum(likes) AS likes, sum(comments) AS comments
          FROM count_changes WHERE post_id = page.id) since),
      wrong AS (
        SELECT id, counted.likes, counted.comments
        FROM counted LEFT JOIN post_counts c ON c.post_id = id
        WHERE (coalesce(c.likes, 0), coalesce(c.comments, 0)) <> (counted.likes, counted.comments)),
      corrected AS (
        INSERT INTO post_counts (post_id, likes, comments) SELECT id, likes, comments FROM wrong
        ON CONFLICT (post_id) DO UPDATE SET likes = excluded.likes, comments = excluded.comments)
      SELECT (SELECT max(id) FROM page) AS last, array(SELECT id FROM wrong) AS corrected
      """;

  /** A change that is not folded in yet: where its row is, and of which post. */
  record Change(String row, long post) {}

  /**
   * A page of posts that were counted.
   *
   * @param last the greatest of their identifiers, 0 when there were none
   * @param corrected those whose counts were wrong
   */
  record Recounted(long last, List<Long> corrected) {}

  /** Whether the lock is ours until the transaction ends. */
  Future<Boolean> tryLock() {
    return server
        .preparedQuery(LOCK)
        .execute()
        .map(rows -> rows.iterator().next().getBoolean("mine"));
  }

  /** Waits for the lock. */
  Future<Void> lock() {
    return server.preparedQuery(WAIT_FOR_LOCK).execute().mapEmpty();
  }

  /** Some changes that are committed. */
  Future<List<Change>> changes(int most) {
    return server
        .preparedQuery(SELECT_CHANGES)
        .collecting(
            Collectors.mapping(
                (Row row) -> new Change(row.getString("row"), row.getLong("post_id")),
                Collectors.toList()))
        .execute(Tuple.of(most))
        .map(SqlResult::value);
  }

  /** Adds these changes to the counts and takes them away. */
  Future<Void> fold(List<Change> changes) {
    String[] rows = changes.stream().map(Change::row).toArray(String[]::new);
    return server.preparedQuery(FOLD).execute(Tuple.of((Object) rows)).mapEmpty();
  }

  /** Counts the rows of the next posts by identifier. */
  Future<Recounted> recount(long after, int posts) {
    return server
        .preparedQuery(RECOUNT)
        .execute(Tuple.of(after, posts))
        .map(rows -> recounted(rows.iterator().next()));
  }

  private static Recounted recounted(Row row) {
    Long last = row.getLong("last");
    return new Recounted(last == null ? 0 : last, List.of(row.getArrayOfLongs("corrected")));
  }
}
