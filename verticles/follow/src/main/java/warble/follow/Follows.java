package warble.follow;

import static java.util.function.Function.identity;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import warble.runtime.page.Page;
import warble.runtime.page.PageRequest;
import warble.runtime.postgres.BatchWriter;
import warble.runtime.postgres.ReadServers;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Rpc;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.UserServiceClient;

/**
 * The rules of the graph.
 *
 * <p>What other domains ask is read from the primary. The feed drops what the answer does not hold,
 * and must see an unfollow at its next read. While the primary is away the replica's answer has to
 * do, but for a fan-out: one that misses a new follower would miss them for good, and can wait.
 * Lists that people look at come from the replica but for their first page, where what somebody
 * just did is to be seen.
 */
final class Follows {

  private final ReadServers servers;
  private final FollowRepository primary;
  private final UserServiceClient users;
  private final FollowConfig.Celebrity celebrity;
  private final BatchWriter<Wish, Set<Follow>, Boolean> writer;

  Follows(ReadServers servers, UserServiceClient users, Rpc rpc, FollowConfig.Celebrity celebrity) {
    this.servers = servers;
    this.primary = new FollowRepository(servers.primaryOnly());
    this.users = users;
    this.celebrity = celebrity;
    this.writer = writer(primary, celebrity, rpc);
  }

  /** Answers whether a wish has changed anything. */
  static BatchWriter<Wish, Set<Follow>, Boolean> writer(
      FollowRepository primary, FollowConfig.Celebrity celebrity, Rpc rpc) {
    return new BatchWriter<>(
        rpc,
        Wish::follow,
        wishes -> primary.write(wishes, celebrity),
        (changed, wish) -> Future.succeededFuture(changed.contains(wish.follow())));
  }

  /** Follows a user who exists; the second time changes nothing. */
  Future<Void> follow(Follow follow) {
    return checkExists(follow.followee())
        .compose(_ -> writer.write(new Wish(follow, true)))
        .mapEmpty();
  }

  /** Stops following a user who exists; without a follow it changes nothing. */
  Future<Void> unfollow(Follow follow) {
    return writer
        .write(new Wish(follow, false))
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

  /** A page of the followers of a user who exists. */
  Future<Page<Listed>> followers(long user, PageRequest page) {
    return listed(page, follows -> follows.followers(user, page))
        .compose(list -> ofSomebody(user, list));
  }

  /** A page of those whom a user who exists follows. */
  Future<Page<Listed>> following(long user, PageRequest page) {
    return listed(page, follows -> follows.following(user, page))
        .compose(list -> ofSomebody(user, list));
  }

  /** Who is in the graph exists; only of an empty list it has to be asked whose it is. */
  private Future<Page<Listed>> ofSomebody(long user, Page<Listed> list) {
    return list.items().isEmpty() ? checkExists(user).map(list) : Future.succeededFuture(list);
  }

  private Future<Page<Listed>> listed(
      PageRequest page, Function<FollowRepository, Future<List<Listed>>> list) {
    return (page.first() ? latest(list) : servers.replica(from(list)))
        .map(read -> Page.of(read, page));
  }

  private <T> Future<T> latest(Function<FollowRepository, Future<T>> query) {
    return servers.primary(from(query));
  }

  private static <T> Function<SqlClient, Future<T>> from(
      Function<FollowRepository, Future<T>> query) {
    return server -> query.apply(new FollowRepository(server));
  }

  /** One relation for each of these users, in their order. */
  Future<List<Relation>> relations(long viewer, List<Long> asked) {
    return latest(follows -> follows.relations(viewer, asked)).map(found -> inOrder(asked, found));
  }

  private static List<Relation> inOrder(List<Long> asked, List<Relation> found) {
    Map<Long, Relation> byUser =
        found.stream().collect(Collectors.toMap(Relation::user, identity()));
    return asked.stream().map(user -> byUser.getOrDefault(user, Relation.none(user))).toList();
  }

  Future<List<Long>> followerIds(long user, IdRange range) {
    return primary.followerIds(user, range);
  }

  /**
   * The followed users. The posts of celebrities are merged on read, and of those who were until of
   * late: a timeline that was last read before its author became one would miss what was posted
   * meanwhile.
   */
  Future<List<Followee>> followees(long user, IdRange range) {
    return latest(follows -> follows.followees(user, range, celebrity.mergedFor()));
  }
}
