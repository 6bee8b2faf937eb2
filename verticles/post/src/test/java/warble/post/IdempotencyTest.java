package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.post.Refusals.assertRefused;
import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import warble.post.v1.CreatePostRequest;
import warble.post.v1.CreatePostResponse;
import warble.post.v1.DeletePostRequest;
import warble.post.v1.LikePostRequest;
import warble.post.v1.ListPostsByAuthorRequest;
import warble.post.v1.Post;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;

@BackingServices
class IdempotencyTest {

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
  private final String key = UUID.randomUUID().toString();

  @Test
  void identicalRequestsAtTheSameTimeMakeOnePostAndEqualAnswers() {
    List<Future<CreatePostResponse>> calls =
        Stream.generate(() -> create(author, "once", key)).limit(100).toList();

    List<CreatePostResponse> answers = calls.stream().map(Futures::await).toList();
    assertThat(answers).hasSize(100);
    assertThat(answers).containsOnly(answers.getFirst());
    assertThat(postsOfAuthor())
        .extracting(Post::getId)
        .containsExactly(answers.getFirst().getPost().getId());
  }

  @Test
  void aRepetitionGetsTheFirstAnswerWhateverHasHappenedSince() {
    CreatePostResponse first = await(create(author, "once", key));
    long id = first.getPost().getId();
    LikePostRequest like = LikePostRequest.newBuilder().setPostId(id).build();
    fixture.as(author, posts -> posts.likePost(like));
    assertThat(await(create(author, "once", key))).isEqualTo(first);

    DeletePostRequest delete = DeletePostRequest.newBuilder().setPostId(id).build();
    fixture.as(author, posts -> posts.deletePost(delete));
    assertThat(await(create(author, "once", key))).isEqualTo(first);
    assertThat(postsOfAuthor()).isEmpty();
  }

  @Test
  void aKeyUsedForAnotherTextIsRefused() {
    await(create(author, "once", key));

    assertRefused(
            Failure.FailedPrecondition.class, () -> await(create(author, "something else", key)))
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo("IDEMPOTENCY_KEY_REUSED"));
  }

  @Test
  void keysOfDifferentAuthorsAreDifferent() {
    CreatePostResponse mine = await(create(author, "same", key));
    CreatePostResponse theirs = await(create(somebody(), "same", key));

    assertThat(theirs.getPost().getId()).isNotEqualTo(mine.getPost().getId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tab\t", "ключ"})
  void aKeyThatIsNoneIsRefused(String bad) {
    assertRefused(Failure.InvalidArgument.class, () -> await(create(author, "text", bad)));
  }

  @Test
  void aKeyMayHave255Characters() {
    await(create(author, "text", "k".repeat(255)));
    assertRefused(
        Failure.InvalidArgument.class, () -> await(create(author, "text", "k".repeat(256))));
  }

  @Test
  void keysThatNobodyRepeatsAnyLongerArePurged() {
    String old = "old";
    fixture.number(
        "INSERT INTO idempotency_keys VALUES ($1, 'old', '', 4096) RETURNING post_id", author);
    CreatePostResponse first = await(create(author, "once", key));

    await(new IdempotencyKeys(fixture.postgres.primary(), Duration.ofHours(1)).purge());

    assertThat(
            fixture.number(
                "SELECT count(*) FROM idempotency_keys WHERE author_id = $1 AND key = $2",
                author,
                old))
        .isZero();
    assertThat(await(create(author, "once", key))).isEqualTo(first);
  }

  /** Purged after the attempt to take it and before the look at what it was used for. */
  @Test
  void aKeyThatIsPurgedMeanwhileIsNew() {
    run("CREATE SEQUENCE attempts");
    run(
        """
        CREATE FUNCTION second_attempt_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('attempts') > 1 THEN RETURN NEW; END IF;
          RETURN NULL;
        END $$
        """);
    run(
        """
        CREATE TRIGGER purged BEFORE INSERT ON idempotency_keys
        FOR EACH ROW EXECUTE FUNCTION second_attempt_only()
        """);

    CreatePostResponse created = await(create(author, "once", key));

    assertThat(postsOfAuthor()).containsExactly(created.getPost());
  }

  private static void run(String sql) {
    await(fixture.postgres.primary().query(sql).execute());
  }

  private Future<CreatePostResponse> create(long user, String content, String idempotencyKey) {
    CreatePostRequest request = CreatePostRequest.newBuilder().setContent(content).build();
    return fixture.start(
        new Caller.User(user),
        Map.of("idempotency-key", idempotencyKey),
        posts -> posts.createPost(request));
  }

  private List<Post> postsOfAuthor() {
    ListPostsByAuthorRequest request =
        ListPostsByAuthorRequest.newBuilder().setUserId(author).build();
    return fixture.as(author, posts -> posts.listPostsByAuthor(request)).getPostsList();
  }
}
