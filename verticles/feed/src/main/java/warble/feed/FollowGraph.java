package warble.feed;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    return new Followees(reader).after(0);
  }

  /** Collected page by page, nearly always one. */
  private final class Followees {

    private final long reader;
    private final Set<Long> pushed = new HashSet<>();
    private final Set<Long> pulled = new HashSet<>();

    Followees(long reader) {
      this.reader = reader;
    }

    Future<Following> after(long last) {
      var request =
          ListFolloweeIdsRequest.newBuilder()
              .setUserId(reader)
              .setAfterId(last)
              .setLimit(FOLLOWEES_PER_CALL)
              .build();
      return follows.listFolloweeIds(request).onSuccess(this::add).compose(this::rest);
    }

    private void add(ListFolloweeIdsResponse page) {
      pushed.addAll(page.getUserIdsList());
      pulled.addAll(page.getMergedIdsList());
      pushed.removeAll(page.getMergedIdsList());
    }

    private Future<Following> rest(ListFolloweeIdsResponse page) {
      return page.getUserIdsCount() < FOLLOWEES_PER_CALL
          ? Future.succeededFuture(new Following(reader, pushed, pulled))
          : after(page.getUserIdsList().getLast());
    }
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
