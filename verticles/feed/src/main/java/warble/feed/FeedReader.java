package warble.feed;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import warble.post.v1.Post;
import warble.runtime.page.Page;
import warble.runtime.page.PageRequest;

/**
 * Reads home timelines: candidates, hydrated, without what was deleted or unfollowed since,
 * refilled until the page is full or nothing older exists.
 */
final class FeedReader {

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
