package warble.feed;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import warble.follow.v1.FollowService;
import warble.follow.v1.GetRelationsRequest;
import warble.follow.v1.ListFolloweeIdsRequest;
import warble.follow.v1.ListFolloweeIdsResponse;
import warble.follow.v1.ListFollowerIdsRequest;
import warble.follow.v1.ListFollowerIdsResponse;

/** Who follows whom, as the feed asks for it. */
final class FollowGraph {

  private static final int FOLLOWEES_PER_CALL = 10_000;

  private final FollowService follows;

  FollowGraph(FollowService follows) {
    this.follows = follows;
  }

  /** Whom a reader follows. */
  Future<Following> following(long reader) {
    var all = followees(reader, false, 0);
    var pulled = followees(reader, true, 0);
    return Future.all(all, pulled).map(_ -> following(reader, all.result(), pulled.result()));
  }

  private static Following following(long reader, Set<Long> all, Set<Long> pulled) {
    var pushed = new HashSet<>(all);
    pushed.removeAll(pulled);
    return new Following(reader, pushed, pulled);
  }

  private Future<Set<Long>> followees(long reader, boolean celebritiesOnly, long after) {
    var request =
        ListFolloweeIdsRequest.newBuilder()
            .setUserId(reader)
            .setCelebritiesOnly(celebritiesOnly)
            .setAfterId(after)
            .setLimit(FOLLOWEES_PER_CALL)
            .build();
    return follows
        .listFolloweeIds(request)
        .map(ListFolloweeIdsResponse::getUserIdsList)
        .compose(page -> withRest(page, last -> followees(reader, celebritiesOnly, last)));
  }

  private static Future<Set<Long>> withRest(
      List<Long> page, Function<Long, Future<Set<Long>>> readAfter) {
    if (page.size() < FOLLOWEES_PER_CALL) {
      return Future.succeededFuture(Set.copyOf(page));
    }
    return readAfter.apply(page.getLast()).map(rest -> union(page, rest));
  }

  private static Set<Long> union(List<Long> page, Set<Long> rest) {
    var all = new HashSet<>(rest);
    all.addAll(page);
    return all;
  }

  /** Whether an author's posts are merged on read instead of fanned out on write. */
  Future<Boolean> isPulled(long author) {
    return follows
        .getRelations(GetRelationsRequest.newBuilder().addUserIds(author).build())
        .map(response -> response.getRelations(0).getIsCelebrity());
  }

  /** Followers in ascending order; fewer than {@code limit} means the end. */
  Future<List<Long>> followers(long author, long after, int limit) {
    return follows
        .listFollowerIds(
            ListFollowerIdsRequest.newBuilder()
                .setUserId(author)
                .setAfterId(after)
                .setLimit(limit)
                .build())
        .map(ListFollowerIdsResponse::getUserIdsList);
  }
}
