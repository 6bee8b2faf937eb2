package warble.follow;

import static java.util.function.Function.identity;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import warble.runtime.page.Page;
import warble.runtime.page.PageRequest;
import warble.runtime.postgres.Postgres;
import warble.runtime.rpc.Failure;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.UserServiceClient;

/**
 * The rules of the graph.
 *
 * <p>What other domains ask is read from the primary. The feed drops what the answer does not hold,
 * and must see an unfollow at its next read; a fan-out that misses a new follower would miss them
 * for good. Lists that people look at come from the replica but for their first page, where what
 * somebody just did is to be seen.
 */
final class Follows {

  private final FollowRepository primary;
  private final FollowRepository replica;
  private final UserServiceClient users;
  private final FollowConfig.Celebrity celebrity;

  Follows(Postgres postgres, UserServiceClient users, FollowConfig.Celebrity celebrity) {
    this.primary = new FollowRepository(postgres.primary());
    this.replica = new FollowRepository(postgres.replica());
    this.users = users;
    this.celebrity = celebrity;
  }

  /** Follows a user who exists; the second time changes nothing. */
  Future<Void> follow(Follow follow) {
    return checkExists(follow.followee())
        .compose(_ -> primary.insert(follow, celebrity))
        .mapEmpty();
  }

  /** Stops following a user who exists; without a follow it changes nothing. */
  Future<Void> unfollow(Follow follow) {
    return primary
        .delete(follow, celebrity)
        .compose(deleted -> deleted ? Future.succeededFuture() : checkExists(follow.followee()));
  }

  private Future<Void> checkExists(long user) {
    return users
        .getUsers(GetUsersRequest.newBuilder().addUserIds(user).build())
        .compose(found ->
            found.getUsersCount() == 0
                ? new Failure.NotFound("user/" + user, "no such user").future()
                : Future.succeededFuture());
  }

  Future<Page<Listed>> followers(long user, PageRequest page) {
    return source(page).followers(user, page).map(read -> Page.of(read, page));
  }

  Future<Page<Listed>> following(long user, PageRequest page) {
    return source(page).following(user, page).map(read -> Page.of(read, page));
  }

  private FollowRepository source(PageRequest page) {
    return page.first() ? primary : replica;
  }

  /** One relation for each of these users, in their order. */
  Future<List<Relation>> relations(long viewer, List<Long> asked) {
    return primary.relations(viewer, asked).map(found -> inOrder(asked, found));
  }

  private static List<Relation> inOrder(List<Long> asked, List<Relation> found) {
    Map<Long, Relation> byUser =
        found.stream().collect(Collectors.toMap(Relation::user, identity()));
    return asked.stream().map(user -> byUser.getOrDefault(user, Relation.none(user))).toList();
  }

  Future<List<Long>> followerIds(long user, IdRange range) {
    return primary.followerIds(user, range);
  }

  Future<List<Long>> followeeIds(long user, IdRange range) {
    return primary.followeeIds(user, range);
  }

  /**
   * The followed users whose posts are merged on read: celebrities, and those who were until of
   * late. A timeline that was last read before its author became one would miss what was posted
   * meanwhile.
   */
  Future<List<Long>> celebrityIds(long user, IdRange range) {
    return primary.celebrityIds(user, range, celebrity.mergedFor());
  }
}
