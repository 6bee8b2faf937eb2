package warble.post;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import warble.post.v1.CreateCommentResponse;
import warble.post.v1.CreatePostResponse;
import warble.post.v1.GetPostResponse;
import warble.post.v1.GetPostsResponse;
import warble.post.v1.ListCommentsResponse;
import warble.post.v1.ListLikesResponse;
import warble.post.v1.ListPostsByAuthorResponse;
import warble.post.v1.ListPostsByAuthorsResponse;
import warble.runtime.page.Page;

/** Turns records into messages. */
final class PostProtos {

  private PostProtos() {}

  static warble.post.v1.Post post(Post post) {
    return warble.post.v1.Post.newBuilder()
        .setId(post.id())
        .setAuthorId(post.author())
        .setContent(post.content())
        .setCreatedAt(timestamp(post.createdAt()))
        .setLikesCount(post.counts().likes())
        .setCommentsCount(post.counts().comments())
        .setLikedByMe(post.likedByViewer())
        .build();
  }

  static warble.post.v1.Comment comment(Comment comment) {
    return warble.post.v1.Comment.newBuilder()
        .setId(comment.id())
        .setPostId(comment.post())
        .setAuthorId(comment.author())
        .setContent(comment.content())
        .setCreatedAt(timestamp(comment.createdAt()))
        .build();
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static List<warble.post.v1.Post> posts(List<Post> posts) {
    return posts.stream().map(PostProtos::post).toList();
  }

  static CreatePostResponse created(Post post) {
    return CreatePostResponse.newBuilder().setPost(post(post)).build();
  }

  static CreateCommentResponse created(Comment comment) {
    return CreateCommentResponse.newBuilder().setComment(comment(comment)).build();
  }

  static GetPostResponse got(Post post) {
    return GetPostResponse.newBuilder().setPost(post(post)).build();
  }

  static GetPostsResponse got(List<Post> posts) {
    return GetPostsResponse.newBuilder().addAllPosts(posts(posts)).build();
  }

  static ListPostsByAuthorResponse postPage(PostPage page, String nextToken) {
    return ListPostsByAuthorResponse.newBuilder()
        .addAllPosts(posts(page.posts()))
        .setNextPageToken(nextToken)
        .build();
  }

  static ListCommentsResponse commentPage(Page<Comment> page, String nextToken) {
    return ListCommentsResponse.newBuilder()
        .addAllComments(page.items().stream().map(PostProtos::comment).toList())
        .setNextPageToken(nextToken)
        .build();
  }

  static ListLikesResponse likePage(Likers likers, String nextToken) {
    return ListLikesResponse.newBuilder()
        .addAllUsers(likers.users())
        .setNextPageToken(nextToken)
        .build();
  }

  static ListPostsByAuthorsResponse refs(List<PostRef> refs) {
    return ListPostsByAuthorsResponse.newBuilder()
        .addAllPosts(refs.stream().map(PostProtos::ref).toList())
        .build();
  }

  private static warble.post.v1.PostRef ref(PostRef ref) {
    return warble.post.v1.PostRef.newBuilder()
        .setPostId(ref.id())
        .setAuthorId(ref.author())
        .build();
  }
}
