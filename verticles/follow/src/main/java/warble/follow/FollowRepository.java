package warble.follow;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import warble.runtime.page.PageRequest;

/**
 * The SQL of the graph.
 *
 * @param server the primary or the replica
 */
record FollowRepository(SqlClient server) {

  /**
   * Counts a change of {@code changed.step} followers, if there was one. The rows are locked in the
   * order of user ids, or two users who follow each other at the same time would deadlock; and they
   * are locked last, by the statement's own transaction, so that a celebrity's row is free again
   * soon.
   */
  private static final String COUNT =
      """
      INSERT INTO follow_counts AS c (user_id, followers, following)
      SELECT one.user_id, one.followers, one.following
      FROM changed
      CROSS JOIN LATERAL (VALUES ($1, 0, step), ($2, step, 0)) AS one (user_id, followers, following)
      ORDER BY one.user_id
      ON CONFLICT (user_id) DO UPDATE SET
        followers = c.followers + excluded.followers,
        following = c.following + excluded.following,
        is_celebrity = CASE
          WHEN c.is_celebrity THEN c.followers + excluded.followers >= $4
          ELSE c.followers + excluded.followers > $3 END,
        last_celebrity_at = CASE WHEN c.is_celebrity THEN now() ELSE c.last_celebrity_at END
      """;

  private static final String INSERT =
      """
      WITH changed AS (
        INSERT INTO follows (follower_id, followee_id) VALUES ($1, $2)
        ON CONFLICT DO NOTHING
        RETURNING 1 AS step)
      """
          + COUNT;

  private static final String DELETE =
      """
      WITH changed AS (
        DELETE FROM follows WHERE follower_id = $1 AND followee_id = $2
        RETURNING -1 AS step)
      """
          + COUNT;

  private static final String SELECT_FOLLOWERS =
      """
      SELECT follower_id AS user_id, seq FROM follows
      WHERE followee_id = $1 AND seq < $2
      ORDER BY seq DESC
      LIMIT $3
      """;

  private static final String SELECT_FOLLOWING =
      """
      SELECT followee_id AS user_id, seq FROM follows
      WHERE follower_id = $1 AND seq < $2
      ORDER BY seq DESC
      LIMIT $3
      """;

  private static final String SELECT_RELATIONS =
      """
      SELECT c.user_id, c.followers, c.following, c.is_celebrity,
             EXISTS (
               SELECT FROM follows f
               WHERE f.follower_id = $1 AND f.followee_id = c.user_id) AS followed
      FROM follow_counts c
      WHERE c.user_id = ANY ($2)
      """;

  private static final String SELECT_FOLLOWER_IDS =
      """
      SELECT follower_id AS user_id FROM follows
      WHERE followee_id = $1 AND follower_id > $2
      ORDER BY follower_id
      LIMIT $3
      """;

  private static final String SELECT_FOLLOWEE_IDS =
      """
      SELECT followee_id AS user_id FROM follows
      WHERE follower_id = $1 AND followee_id > $2
      ORDER BY followee_id
      LIMIT $3
      """;

  private static final String SELECT_CELEBRITY_IDS =
      """
      SELECT f.followee_id AS user_id
      FROM follows f
      JOIN follow_counts c ON c.user_id = f.followee_id
      WHERE f.follower_id = $1 AND f.followee_id > $2
        AND (c.is_celebrity OR c.last_celebrity_at > now() - make_interval(secs => $4))
      ORDER BY f.followee_id
      LIMIT $3
      """;

  /** Adds a follow and counts it. Answers false, and changes nothing, when it existed. */
  Future<Boolean> insert(Follow follow, FollowConfig.Celebrity celebrity) {
    return change(INSERT, follow, celebrity);
  }

  /** Removes a follow and counts it. Answers false, and changes nothing, when there was none. */
  Future<Boolean> delete(Follow follow, FollowConfig.Celebrity celebrity) {
    return change(DELETE, follow, celebrity);
  }

  private Future<Boolean> change(String sql, Follow follow, FollowConfig.Celebrity celebrity) {
    return server
        .preparedQuery(sql)
        .execute(
            Tuple.of(follow.follower(), follow.followee(), celebrity.enter(), celebrity.leave()))
        .map(counted -> counted.rowCount() > 0);
  }

  Future<List<Listed>> followers(long user, PageRequest page) {
    return listed(SELECT_FOLLOWERS, user, page);
  }

  Future<List<Listed>> following(long user, PageRequest page) {
    return listed(SELECT_FOLLOWING, user, page);
  }

  private Future<List<Listed>> listed(String sql, long user, PageRequest page) {
    return server
        .preparedQuery(sql)
        .mapping(row -> new Listed(row.getLong("user_id"), row.getLong("seq")))
        .execute(Tuple.of(user, page.before(), page.readAhead()))
        .map(rows -> rows.stream().toList());
  }

  /** The relations of those of these users who have any, in no order. */
  Future<List<Relation>> relations(long viewer, List<Long> users) {
    return server
        .preparedQuery(SELECT_RELATIONS)
        .mapping(FollowRepository::relation)
        .execute(Tuple.of(viewer, (Object) users.toArray(Long[]::new)))
        .map(rows -> rows.stream().toList());
  }

  private static Relation relation(Row row) {
    return new Relation(
        row.getLong("user_id"),
        row.getInteger("followers"),
        row.getInteger("following"),
        row.getBoolean("is_celebrity"),
        row.getBoolean("followed"));
  }

  Future<List<Long>> followerIds(long user, IdRange range) {
    return ids(SELECT_FOLLOWER_IDS, Tuple.of(user, range.after(), range.limit()));
  }

  Future<List<Long>> followeeIds(long user, IdRange range) {
    return ids(SELECT_FOLLOWEE_IDS, Tuple.of(user, range.after(), range.limit()));
  }

  /** The followed who are celebrities, or have been within {@code since}. */
  Future<List<Long>> celebrityIds(long user, IdRange range, Duration since) {
    return ids(
        SELECT_CELEBRITY_IDS,
        Tuple.of(user, range.after(), range.limit(), (double) since.toSeconds()));
  }

  private Future<List<Long>> ids(String sql, Tuple parameters) {
    return server
        .preparedQuery(sql)
        .mapping(row -> row.getLong("user_id"))
        .execute(parameters)
        .map(rows -> rows.stream().toList());
  }
}
