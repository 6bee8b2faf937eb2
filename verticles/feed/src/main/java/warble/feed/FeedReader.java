package warble.feed;

import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;
import warble.feed.v1.FeedItem;
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
  Future<Page<FeedItem>> page(long reader, PageRequest request) {
    return graph
        .following(reader)
        .compose(following -> visible(following, request.before(), request.readAhead()))
        .map(found -> Page.of(found, request))
        .compose(this::withAuthors);
  }

  /** Posts before one that the reader is to see: as many as wanted, or all there are. */
  private Future<List<Post>> visible(Following following, long before, int wanted) {
    return candidates
        .before(before, following, Math.min(wanted, PostLists.MAX_POSTS))
        .compose(slice ->
            posts
                .get(slice.ids())
                .map(following::visible)
                .compose(found -> refill(following, slice, found, wanted)));
  }

  private Future<List<Post>> refill(
      Following following, Slice slice, List<Post> found, int wanted) {
    return slice.isEnd() || found.size() >= wanted
        ? Future.succeededFuture(found)
        : visible(following, slice.floor(), wanted - found.size())
            .map(older -> Stream.concat(found.stream(), older.stream()).toList());
  }

  private Future<Page<FeedItem>> withAuthors(Page<Post> page) {
    return authors.of(page.items()).map(items -> new Page<>(items, page.more()));
  }
}
