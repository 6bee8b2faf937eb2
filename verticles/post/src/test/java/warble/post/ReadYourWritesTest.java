package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.post.Refusals.assertRefused;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.post.v1.Comment;
import warble.post.v1.CreateCommentRequest;
import warble.post.v1.DeletePostRequest;
import warble.post.v1.LikePostRequest;
import warble.post.v1.ListCommentsRequest;
import warble.post.v1.ListLikesRequest;
import warble.post.v1.ListPostsByAuthorRequest;
import warble.post.v1.Post;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.testkit.StalledReplica;
import warble.testkit.Toxic;

/** What people see while the replica does not move. */
@BackingServices
class ReadYourWritesTest {

  private static PostFixture fixture;

  @BeforeAll
  static void start(Stack stack) {
    fixture = new PostFixture(stack);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private final long author = somebody();
  private final long reader = somebody();

  @Test
  void aNewPostIsThereForEverybody() {
    try (var _ = StalledReplica.of(fixture.postgres)) {
      Post post = fixture.post(author, "new");

      assertThat(fixture.seen(reader, post.getId())).isEqualTo(post);
      assertThat(postsOfAuthor()).containsExactly(post);
    }
  }

  @Test
  void aDeletedPostIsGoneForEverybody() {
    long post = fixture.oldPost(author);
    try (var _ = StalledReplica.of(fixture.postgres)) {
      DeletePostRequest request = DeletePostRequest.newBuilder().setPostId(post).build();
      fixture.as(author, posts -> posts.deletePost(request));

      assertRefused(Failure.NotFound.class, () -> fixture.seen(reader, post));
      assertThat(postsOfAuthor()).isEmpty();
    }
  }

  @Test
  void aLikeIsThereForWhoGaveIt() {
    long post = fixture.oldPost(author);
    try (var _ = StalledReplica.of(fixture.postgres)) {
      LikePostRequest like = LikePostRequest.newBuilder().setPostId(post).build();
      ListLikesRequest list = ListLikesRequest.newBuilder().setPostId(post).build();
      fixture.as(reader, posts -> posts.likePost(like));

      assertThat(fixture.seen(reader, post).getLikedByMe()).isTrue();
      assertThat(fixture.seen(reader, post).getLikesCount()).isEqualTo(1);
      assertThat(fixture.as(reader, posts -> posts.listLikes(list)).getUsersCount()).isEqualTo(1);
    }
  }

  @Test
  void aCommentIsThereForWhoWroteIt() {
    long post = fixture.oldPost(author);
    try (var _ = StalledReplica.of(fixture.postgres)) {
      CreateCommentRequest request =
          CreateCommentRequest.newBuilder().setPostId(post).setContent("right").build();
      Comment comment = fixture.as(reader, posts -> posts.createComment(request)).getComment();

      assertThat(commentsOn(post)).containsExactly(comment);
    }
  }

  @Test
  void otherReadsGoToTheReplica() {
    long post = fixture.oldPost(author);
    try (var _ = StalledReplica.of(fixture.postgres)) {
      ListLikesRequest list = ListLikesRequest.newBuilder().setPostId(post).build();
      fixture.like(author, post);

      assertThat(fixture.as(reader, posts -> posts.listLikes(list)).getUsersCount()).isZero();
    }
  }

  @Test
  void whileRedisIsAwayNothingIsReadFromTheReplica(Stack stack) {
    try (var redis = Toxic.to(stack.redis().nodes().getFirst());
        var withoutRedis = new PostFixture(stack, stack.redis(redis.address()))) {
      long post = withoutRedis.oldPost(author);
      try (var _ = StalledReplica.of(withoutRedis.postgres)) {
        redis.cut();
        LikePostRequest like = LikePostRequest.newBuilder().setPostId(post).build();
        withoutRedis.as(author, posts -> posts.likePost(like));

        assertThat(withoutRedis.seen(reader, post).getLikesCount()).isEqualTo(1);
      }
    }
  }

  private List<Post> postsOfAuthor() {
    ListPostsByAuthorRequest request =
        ListPostsByAuthorRequest.newBuilder().setUserId(author).build();
    return fixture.as(reader, posts -> posts.listPostsByAuthor(request)).getPostsList();
  }

  private List<Comment> commentsOn(long post) {
    ListCommentsRequest request = ListCommentsRequest.newBuilder().setPostId(post).build();
    return fixture.as(reader, posts -> posts.listComments(request)).getCommentsList();
  }
}
