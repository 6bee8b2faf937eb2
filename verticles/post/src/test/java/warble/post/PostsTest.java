package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.post.Refusals.assertRefused;
import static warble.testkit.Futures.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.post.v1.CreatePostRequest;
import warble.post.v1.DeletePostRequest;
import warble.post.v1.GetPostsRequest;
import warble.post.v1.ListPostsByAuthorRequest;
import warble.post.v1.ListPostsByAuthorResponse;
import warble.post.v1.ListPostsByAuthorsRequest;
import warble.post.v1.Post;
import warble.post.v1.PostRef;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

@BackingServices
class PostsTest {

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
  void aPostIsReadAsItWasWritten() {
    Post written = fixture.post(author, "hello");

    assertThat(written.getAuthorId()).isEqualTo(author);
    assertThat(written.getContent()).isEqualTo("hello");
    assertThat(Instant.ofEpochSecond(written.getCreatedAt().getSeconds()))
        .isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(30));
    assertThat(fixture.seen(reader, written.getId())).isEqualTo(written);
  }

  @Test
  void aBlankPostIsRefused() {
    assertRefused(Failure.InvalidArgument.class, () -> fixture.post(author, " \n"))
        .satisfies(
            failure -> assertThat(failure.violations().getFirst().field()).isEqualTo("content"));
  }

  @Test
  void anUnknownPostIsNotFound() {
    assertRefused(Failure.NotFound.class, () -> fixture.seen(reader, 1));
  }

  @Test
  void postsComeInTheOrderAskedWithoutTheUnknown() {
    long first = fixture.post(author, "1").getId();
    long second = fixture.post(author, "2").getId();

    assertThat(idsOf(List.of(second, 7L, first, second))).containsExactly(second, first, second);
  }

  @Test
  void oneToFiveHundredPostsMayBeAskedFor() {
    List<Long> most = IntStream.rangeClosed(1, 500).mapToObj(Long::valueOf).toList();
    List<Long> oneMore = new ArrayList<>(most);
    oneMore.add(501L);

    assertThat(idsOf(most)).isEmpty();
    assertRefused(Failure.InvalidArgument.class, () -> idsOf(oneMore));
    assertRefused(Failure.InvalidArgument.class, () -> idsOf(List.of()));
  }

  private List<Long> idsOf(List<Long> asked) {
    GetPostsRequest request = GetPostsRequest.newBuilder().addAllPostIds(asked).build();
    return fixture.as(reader, posts -> posts.getPosts(request)).getPostsList().stream()
        .map(Post::getId)
        .toList();
  }

  @Test
  void pagesOfAnAuthorHoldEveryPostOnceNewestFirst() {
    List<Long> written =
        IntStream.range(0, 7).mapToObj(i -> fixture.post(author, "post " + i).getId()).toList();
    fixture.post(somebody(), "of somebody else");

    List<Long> paged = new ArrayList<>();
    String token = "";
    do {
      ListPostsByAuthorResponse page = page(author, 3, token);
      page.getPostsList().forEach(post -> paged.add(post.getId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(paged).containsExactlyElementsOf(written.reversed());
  }

  @Test
  void aPageThatIsJustFullIsTheLast() {
    fixture.post(author, "1");
    fixture.post(author, "2");

    assertThat(page(author, 2, "").getNextPageToken()).isEmpty();
  }

  @Test
  void aTokenOfAnotherListIsRefused() {
    fixture.post(author, "1");
    fixture.post(author, "2");
    String token = page(author, 1, "").getNextPageToken();

    assertRefused(Failure.InvalidArgument.class, () -> page(reader, 1, token));
    assertRefused(Failure.InvalidArgument.class, () -> page(author, 1, token + "A"));
    assertRefused(Failure.InvalidArgument.class, () -> page(author, 101, ""));
  }

  private ListPostsByAuthorResponse page(long of, int size, String token) {
    ListPostsByAuthorRequest request =
        ListPostsByAuthorRequest.newBuilder()
            .setUserId(of)
            .setPageSize(size)
            .setPageToken(token)
            .build();
    return fixture.as(reader, posts -> posts.listPostsByAuthor(request));
  }

  @Test
  void postsOfManyAuthorsAreMergedNewestFirst() {
    long other = somebody();
    long first = fixture.post(author, "1").getId();
    long second = fixture.post(other, "2").getId();
    long third = fixture.post(author, "3").getId();
    List<Long> authors = List.of(author, other, author, somebody());

    assertThat(refs(authors, 0, 10)).containsExactly(third, second, first);
    assertThat(refs(authors, 0, 2)).containsExactly(third, second);
    assertThat(refs(authors, third, 10)).containsExactly(second, first);
  }

  private List<Long> refs(List<Long> authors, long before, int limit) {
    ListPostsByAuthorsRequest request =
        ListPostsByAuthorsRequest.newBuilder()
            .addAllAuthorIds(authors)
            .setBeforePostId(before)
            .setLimit(limit)
            .build();
    return fixture.as(reader, posts -> posts.listPostsByAuthors(request)).getPostsList().stream()
        .map(PostRef::getPostId)
        .toList();
  }

  @Test
  void aDeletedPostIsGone() {
    long id = fixture.post(author, "regret").getId();

    delete(author, id);

    assertRefused(Failure.NotFound.class, () -> fixture.seen(reader, id));
    assertThat(idsOf(List.of(id))).isEmpty();
    assertThat(page(author, 10, "").getPostsList()).isEmpty();
    assertRefused(Failure.NotFound.class, () -> delete(author, id));
  }

  @Test
  void onlyItsAuthorDeletesAPost() {
    long id = fixture.post(author, "mine").getId();

    assertRefused(Failure.PermissionDenied.class, () -> delete(reader, id));
    assertThat(fixture.seen(reader, id).getContent()).isEqualTo("mine");
  }

  private void delete(long caller, long id) {
    DeletePostRequest request = DeletePostRequest.newBuilder().setPostId(id).build();
    fixture.as(caller, posts -> posts.deletePost(request));
  }

  @Test
  void nobodyWritesAnonymously() {
    CreatePostRequest request = CreatePostRequest.newBuilder().setContent("boo").build();

    assertRefused(
        Failure.Unauthenticated.class,
        () -> await(fixture.start(new Caller.Anonymous(), posts -> posts.createPost(request))));
  }
}
