package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.post.Refusals.assertRefused;
import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import warble.post.v1.DeletePostRequest;
import warble.post.v1.LikePostRequest;
import warble.post.v1.LikePostResponse;
import warble.post.v1.ListLikesRequest;
import warble.post.v1.ListLikesResponse;
import warble.post.v1.UnlikePostRequest;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;
import warble.user.v1.User;

@BackingServices
class LikesTest {

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
  private final long fan = somebody();
  private long post;

  @BeforeEach
  void write() {
    post = fixture.post(author, "like me").getId();
  }

  @Test
  void likingTwiceCountsOnce() {
    assertThat(like(fan)).isEqualTo(1);
    assertThat(like(fan)).isEqualTo(1);
    assertThat(like(author)).isEqualTo(2);
  }

  @RepeatedTest(20)
  void likingManyTimesAtOnceCountsOnce() {
    List<Future<LikePostResponse>> calls = Stream.generate(() -> startLike(fan)).limit(50).toList();

    assertThat(calls).map(Futures::await).allMatch(answer -> answer.getLikesCount() == 1);
  }

  @Test
  void everyLikerCountsHoweverManyAtOnce() {
    List<Future<LikePostResponse>> calls =
        Stream.generate(() -> startLike(somebody())).limit(200).toList();
    calls.forEach(Futures::await);

    assertThat(fixture.seen(fan, post).getLikesCount()).isEqualTo(200);
  }

  @Test
  void takingALikeBackWithoutOneChangesNothing() {
    like(author);

    assertThat(unlike(fan)).isEqualTo(1);
    assertThat(unlike(author)).isZero();
    assertThat(unlike(author)).isZero();
  }

  @Test
  void aReaderSeesWhetherTheyLikeAPost() {
    like(fan);

    assertThat(fixture.seen(fan, post).getLikedByMe()).isTrue();
    assertThat(fixture.seen(author, post).getLikedByMe()).isFalse();
  }

  @Test
  void anUnknownPostIsNotFound() {
    LikePostRequest like = LikePostRequest.newBuilder().setPostId(5).build();
    UnlikePostRequest unlike = UnlikePostRequest.newBuilder().setPostId(5).build();

    assertRefused(Failure.NotFound.class, () -> fixture.as(fan, posts -> posts.likePost(like)));
    assertRefused(Failure.NotFound.class, () -> fixture.as(fan, posts -> posts.unlikePost(unlike)));
    assertRefused(Failure.NotFound.class, () -> page(5, 10, ""));
  }

  @Test
  void likersAreListedWithTheirNamesNewestUserFirst() {
    List<Long> fans =
        Stream.generate(PostFixture::somebody).limit(5).sorted(Comparator.reverseOrder()).toList();
    fans.forEach(this::like);

    ListLikesResponse first = page(post, 3, "");
    ListLikesResponse second = page(post, 3, first.getNextPageToken());

    assertThat(first.getUsersList()).extracting(User::getId).isEqualTo(fans.subList(0, 3));
    assertThat(second.getUsersList()).extracting(User::getId).isEqualTo(fans.subList(3, 5));
    assertThat(first.getUsers(0).getUsername()).isEqualTo("user" + fans.getFirst());
    assertThat(second.getNextPageToken()).isEmpty();
  }

  @Test
  void aPostThatNobodyLikesHasAnEmptyList() {
    assertThat(page(post, 10, "").getUsersList()).isEmpty();
  }

  @Test
  void likesGoWithTheirPost() {
    like(fan);
    DeletePostRequest request = DeletePostRequest.newBuilder().setPostId(post).build();
    fixture.as(author, posts -> posts.deletePost(request));

    assertRefused(Failure.NotFound.class, () -> page(post, 10, ""));
    assertRefused(Failure.NotFound.class, () -> like(fan));
  }

  private int like(long user) {
    return await(startLike(user)).getLikesCount();
  }

  private Future<LikePostResponse> startLike(long user) {
    LikePostRequest request = LikePostRequest.newBuilder().setPostId(post).build();
    return fixture.start(new Caller.User(user), posts -> posts.likePost(request));
  }

  private int unlike(long user) {
    UnlikePostRequest request = UnlikePostRequest.newBuilder().setPostId(post).build();
    return fixture.as(user, posts -> posts.unlikePost(request)).getLikesCount();
  }

  private ListLikesResponse page(long of, int size, String token) {
    ListLikesRequest request =
        ListLikesRequest.newBuilder().setPostId(of).setPageSize(size).setPageToken(token).build();
    return fixture.as(fan, posts -> posts.listLikes(request));
  }
}
