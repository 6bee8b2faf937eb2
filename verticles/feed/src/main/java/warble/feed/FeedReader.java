package warble.feed;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import warble.post.v1.Post;
import warble.runtime.page.Page;
import warble.runtime.page.PageRequest;
import warble.runtime.rpc.Failure;

/**
 * Reads home timelines: candidates, hydrated, without what was deleted or unfollowed since,
 * refilled until the page is full or nothing older exists.
 */
final class FeedReader {

  /** As many as are read to begin with, where nobody says how many are wanted. */
  private static final int FEW = 20;

  private final FollowGraph graph;
  private final Candidates candidates;
  private final PostLists posts;
  private final Authors authors;

  FeedReader(FollowGraph graph, Candidates candidates, PostLists posts, Authors authors) {
    this.graph = graph;
    this.candidates = candidates;
    this.posts = posts;
    this.authors = authors;
  }

  /** A page of a reader's home timeline. */
  Future<FeedPage> page(long reader, PageRequest request) {
    return graph
        .following(reader)
        .map(following -> new Filling(following, request.readAhead()))
        .compose(filling -> filling.from(request.before(), request.readAhead()))
        .map(found -> Page.of(found, request))
        .compose(authors::of);
  }

  /** The newest posts, a few; perhaps also some that are deleted. */
  Future<Slice> newest(Following following) {
    return candidates.before(Long.MAX_VALUE, following, FEW);
  }

  /**
   * The posts after one, newest first; perhaps also some that are deleted.
   *
   * @param most how many there may be; fails with {@link Failure.FailedPrecondition} otherwise
   */
  Future<Slice> after(long post, Following following, int most) {
    return new Catching(following, post, most).from(Long.MAX_VALUE, FEW);
  }

  /** What of these posts belongs into a reader's feed. */
  Future<FeedPage> items(long reader, List<Long> ids) {
    return graph
        .following(reader)
        .compose(following -> posts.get(ids).map(following::visible))
        .map(found -> new Page<>(found, false))
        .compose(authors::of);
  }

  /** The ids down to a post, collected until there are all of them. */
  private final class Catching {

    private final Following following;
    private final long floor;
    private final int most;
    private final List<Long> found = new ArrayList<>();

    Catching(Following following, long floor, int most) {
      this.following = following;
      this.floor = floor;
      this.most = most;
    }

    Future<Slice> from(long before, int limit) {
      return candidates
          .before(before, following, limit)
          .onSuccess(slice -> slice.ids().stream().filter(id -> id > floor).forEach(found::add))
          .compose(slice -> rest(slice, limit));
    }

    private Future<Slice> rest(Slice slice, int limit) {
      if (found.size() > most) {
        return new Failure.FailedPrecondition(
                "TOO_FAR_BEHIND",
                "more than " + most + " posts were missed (expected: to begin anew)")
            .future();
      }
      return slice.floor() <= floor
          ? Future.succeededFuture(new Slice(found, floor))
          : from(slice.floor(), Math.min(2 * limit, PostLists.LONGEST));
    }
  }

  /** The posts of one page, collected until there are as many as wanted, or all there are. */
  private final class Filling {

    private final Following following;
    private final int wanted;
    private final List<Post> found = new ArrayList<>();

    Filling(Following following, int wanted) {
      this.following = following;
      this.wanted = wanted;
    }

    Future<List<Post>> from(long before, int limit) {
      return candidates
          .before(before, following, limit)
          .compose(slice ->
              posts
                  .get(slice.ids())
                  .onSuccess(read -> found.addAll(following.visible(read)))
                  .compose(_ -> rest(slice, limit)));
    }

    /** In stretches that double, or a reader would wait long where much was deleted. */
    private Future<List<Post>> rest(Slice slice, int limit) {
      return slice.isEnd() || found.size() >= wanted
          ? Future.succeededFuture(found)
          : from(slice.floor(), Math.min(2 * limit, PostLists.LONGEST));
    }
  }
}
