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

  /** The longest stretch that {@link #before} reads; the post domain answers no more. */
  static final int LONGEST = 500;

  private static final int POSTS_PER_CALL = 100;
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
    var slices =
        chunks(authors, AUTHORS_PER_CALL).map(chunk -> chunkBefore(before, chunk, limit)).toList();
    return Future.all(slices).map(all -> Slice.merge(all.list(), limit));
  }

  private static Stream<List<Long>> chunks(List<Long> ids, int size) {
    return IntStream.iterate(0, from -> from < ids.size(), from -> from + size)
        .mapToObj(from -> ids.subList(from, Math.min(ids.size(), from + size)));
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
    var calls = chunks(ids, POSTS_PER_CALL).map(this::chunk).toList();
    return Future.all(calls)
        .map(all -> all.<List<Post>>list().stream().flatMap(List::stream).toList());
  }

  private Future<List<Post>> chunk(List<Long> ids) {
    return posts
        .getPosts(GetPostsRequest.newBuilder().addAllPostIds(ids).build())
        .map(GetPostsResponse::getPostsList);
  }
}
