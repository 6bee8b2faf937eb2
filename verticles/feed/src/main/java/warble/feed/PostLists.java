package warble.feed;

import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import warble.post.v1.GetPostsRequest;
import warble.post.v1.GetPostsResponse;
import warble.post.v1.ListPostsByAuthorsRequest;
import warble.post.v1.ListPostsByAuthorsResponse;
import warble.post.v1.Post;
import warble.post.v1.PostRef;
import warble.post.v1.PostService;

/** The posts themselves, as the feed asks for them. */
final class PostLists {

  /** The most posts that {@link #get} reads. */
  static final int MAX_POSTS = 100;

  private static final int AUTHORS_PER_CALL = 5000;

  private final PostService posts;

  PostLists(PostService posts) {
    this.posts = posts;
  }

  /**
   * The newest posts of these authors before a post.
   *
   * @param before {@link Long#MAX_VALUE} for the very newest
   */
  Future<Slice> before(long before, List<Long> authors, int limit) {
    if (authors.isEmpty()) {
      return Future.succeededFuture(new Slice(List.of(), 0));
    }
    var slices = chunks(authors).map(chunk -> chunkBefore(before, chunk, limit)).toList();
    return Future.all(slices).map(all -> Slice.merge(all.list(), limit));
  }

  private static Stream<List<Long>> chunks(List<Long> authors) {
    return IntStream.iterate(0, from -> from < authors.size(), from -> from + AUTHORS_PER_CALL)
        .mapToObj(from -> authors.subList(from, Math.min(authors.size(), from + AUTHORS_PER_CALL)));
  }

  private Future<Slice> chunkBefore(long before, List<Long> authors, int limit) {
    var request =
        ListPostsByAuthorsRequest.newBuilder()
            .addAllAuthorIds(authors)
            .setBeforePostId(before == Long.MAX_VALUE ? 0 : before)
            .setLimit(limit)
            .build();
    return posts.listPostsByAuthors(request).map(response -> slice(response, limit));
  }

  private static Slice slice(ListPostsByAuthorsResponse response, int limit) {
    return Slice.read(response.getPostsList().stream().map(PostRef::getPostId).toList(), limit);
  }

  /** The posts with these ids, in this order, without those that are deleted. */
  Future<List<Post>> get(List<Long> ids) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return posts
        .getPosts(GetPostsRequest.newBuilder().addAllPostIds(ids).build())
        .map(GetPostsResponse::getPostsList);
  }
}
