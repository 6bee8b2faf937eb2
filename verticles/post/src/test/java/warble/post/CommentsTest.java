package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.post.Refusals.assertRefused;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.post.v1.Comment;
import warble.post.v1.CreateCommentRequest;
import warble.post.v1.DeleteCommentRequest;
import warble.post.v1.DeletePostRequest;
import warble.post.v1.ListCommentsRequest;
import warble.post.v1.ListCommentsResponse;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

@BackingServices
class CommentsTest {

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
  private final long commenter = somebody();
  private long post;

  @BeforeEach
  void write() {
    post = fixture.post(author, "what do you think?").getId();
  }

  @Test
  void commentsAreListedNewestFirst() {
    List<Comment> written = IntStream.range(0, 3).mapToObj(i -> comment("number " + i)).toList();

    ListCommentsResponse first = page(post, 2, "");
    ListCommentsResponse second = page(post, 2, first.getNextPageToken());

    assertThat(first.getCommentsList()).containsExactly(written.get(2), written.get(1));
    assertThat(second.getCommentsList()).containsExactly(written.get(0));
    assertThat(second.getNextPageToken()).isEmpty();
  }

  @Test
  void aPostCountsItsComments() {
    comment("1");
    comment("2");

    assertThat(fixture.seen(commenter, post).getCommentsCount()).isEqualTo(2);
  }

  @Test
  void aPostWithoutCommentsHasAnEmptyList() {
    assertThat(page(post, 10, "").getCommentsList()).isEmpty();
  }

  @Test
  void anUnknownPostIsNotFound() {
    assertRefused(Failure.NotFound.class, () -> page(3, 10, ""));
    assertRefused(Failure.NotFound.class, () -> comment(3, "to nobody"));
  }

  @Test
  void aBlankCommentIsRefused() {
    assertRefused(Failure.InvalidArgument.class, () -> comment("  "));
  }

  @Test
  void itsAuthorAndTheAuthorOfThePostDeleteAComment() {
    long first = comment("1").getId();
    long second = comment("2").getId();

    assertRefused(Failure.PermissionDenied.class, () -> delete(somebody(), first));
    delete(commenter, first);
    delete(author, second);

    assertThat(page(post, 10, "").getCommentsList()).isEmpty();
    assertRefused(Failure.NotFound.class, () -> delete(commenter, first));
  }

  @Test
  void commentsGoWithTheirPost() {
    long comment = comment("well").getId();
    DeletePostRequest request = DeletePostRequest.newBuilder().setPostId(post).build();
    fixture.as(author, posts -> posts.deletePost(request));

    assertRefused(Failure.NotFound.class, () -> page(post, 10, ""));
    assertRefused(Failure.NotFound.class, () -> delete(commenter, comment));
  }

  private Comment comment(String content) {
    return comment(post, content);
  }

  private Comment comment(long on, String content) {
    CreateCommentRequest request =
        CreateCommentRequest.newBuilder().setPostId(on).setContent(content).build();
    return fixture.as(commenter, posts -> posts.createComment(request)).getComment();
  }

  private ListCommentsResponse page(long of, int size, String token) {
    ListCommentsRequest request =
        ListCommentsRequest.newBuilder()
            .setPostId(of)
            .setPageSize(size)
            .setPageToken(token)
            .build();
    return fixture.as(somebody(), posts -> posts.listComments(request));
  }

  private void delete(long caller, long comment) {
    DeleteCommentRequest request = DeleteCommentRequest.newBuilder().setCommentId(comment).build();
    fixture.as(caller, posts -> posts.deleteComment(request));
  }
}
