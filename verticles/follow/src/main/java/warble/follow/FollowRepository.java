package warble.follow;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import warble.runtime.page.PageRequest;

/**
 * The SQL of the graph.
 *
 * @param server the primary or the replica
 */
record FollowRepository(SqlClient server) {

  /**
   * Makes wishes come true, counts what that changed, and answers it. Pairs are locked in their
   * order and rows of counts in the order of user ids, or two batches would deadlock; and counts
   * are locked last, by the statement's own transaction, so that a celebrity's row is free again
   * soon.
   */
  private static final String WRITE =
      """
      WITH wish AS (
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::boolean[])
          AS w (follower_id, followee_id, wanted)),
      added AS (
        INSERT INTO follows (follower_id, followee_id)
        SELECT follower_id, followee_id FROM wish WHERE wanted
        ORDER BY follower_id, followee_id
        ON CONFLICT DO NOTHING
        RETURNING follower_id, followee_id),
      unwanted AS (
        SELECT f.follower_id, f.followee_id
        FROM follows f JOIN wish w USING (follower_id, followee_id)
        WHERE NOT w.wanted
        ORDER BY f.follower_id, f.followee_id
        FOR UPDATE OF f),
      removed AS (
        DELETE FROM follows f USING unwanted u
        WHERE f.follower_id = u.follower_id AND f.followee_id = u.followee_id
        RETURNING f.follower_id, f.followee_id),
      changed AS (
        SELECT *, 1 AS step FROM added UNION ALL SELECT *, -1 FROM removed),
      counted AS (
        INSERT INTO follow_counts AS c (user_id, followers, following, is_celebrity)
        SELECT user_id, sum(followers), sum(following), sum(followers) > $4
        FROM changed
        CROSS JOIN LATERAL (VALUES (follower_id, 0, step), (followee_id, step, 0))
          AS one (user_id, followers, following)
        GROUP BY user_id
        ORDER BY user_id
        ON CONFLICT (user_id) DO UPDATE SET
          followers = c.followers + excluded.followers,
          following = c.following + excluded.following,
          is_celebrity = CASE
            WHEN c.is_celebrity THEN c.followers + excluded.followers >= $5
            ELSE c.followers + excluded.followers > $4 END,
          last_celebrity_at = CASE WHEN c.is_celebrity THEN now() ELSE c.last_celebrity_at END)
      SELECT follower_id, followee_id FROM changed
      """;

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

  /** Whom the viewer follows is asked of those users alone, however many others they follow. */
  private static final String SELECT_RELATIONS =
      """
      SELECT c.user_id, c.followers, c.following, c.is_celebrity, c.last_celebrity_at,
             c.user_id = ANY (ARRAY(
               SELECT followee_id FROM follows
               WHERE follower_id = $1 AND followee_id = ANY ($2))) AS followed
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

  private static final String SELECT_FOLLOWEES =
      """
      SELECT f.followee_id AS user_id,
             coalesce(
                 c.is_celebrity OR c.last_celebrity_at > now() - make_interval(secs => $4),
                 false) AS merged
      FROM follows f
      LEFT JOIN follow_counts c ON c.user_id = f.followee_id
      WHERE f.follower_id = $1 AND f.followee_id > $2
      ORDER BY f.followee_id
      LIMIT $3
      """;

  /** Makes these wishes, no two for the same pair, come true; answers what that changed. */
  Future<Set<Follow>> write(List<Wish> wishes, FollowConfig.Celebrity celebrity) {
    return server
        .preparedQuery(WRITE)
        .mapping(row -> new Follow(row.getLong("follower_id"), row.getLong("followee_id")))
        .execute(
            Tuple.of(
                wishes.stream().map(wish -> wish.follow().follower()).toArray(Long[]::new),
                wishes.stream().map(wish -> wish.follow().followee()).toArray(Long[]::new),
                wishes.stream().map(Wish::wanted).toArray(Boolean[]::new),
                celebrity.enter(),
                celebrity.leave()))
        .map(rows -> rows.stream().collect(Collectors.toSet()));
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
        row.getBoolean("followed"),
        instant(row.getOffsetDateTime("last_celebrity_at")));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  Future<List<Long>> followerIds(long user, IdRange range) {
    return server
        .preparedQuery(SELECT_FOLLOWER_IDS)
        .mapping(row -> row.getLong("user_id"))
        .execute(Tuple.of(user, range.after(), range.limit()))
        .map(rows -> rows.stream().toList());
  }

  /** The followed; merged are those who are celebrities, or have been within {@code since}. */
  Future<List<Followee>> followees(long user, IdRange range, Duration since) {
    return server
        .preparedQuery(SELECT_FOLLOWEES)
        .mapping(row -> new Followee(row.getLong("user_id"), row.getBoolean("merged")))
        .execute(Tuple.of(user, range.after(), range.limit(), (double) since.toSeconds()))
        .map(rows -> rows.stream().toList());
  }
}
