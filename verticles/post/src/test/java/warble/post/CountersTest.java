package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.post.v1.CreateCommentRequest;
import warble.post.v1.DeleteCommentRequest;
import warble.post.v1.DeletePostRequest;
import warble.post.v1.Post;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;
import warble.testkit.Toxic;

@BackingServices
class CountersTest {

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
  private long post;

  @BeforeEach
  void write() {
    post = fixture.post(author, "count me").getId();
    fixture.counters(PostCounters::flush);
  }

  @Test
  void aFlushFoldsWhatHasChangedSinceTheLast() {
    for (int i = 0; i < 3; i++) {
      fixture.like(somebody(), post);
    }
    comment();

    assertThat(folded()).isEqualTo(Counts.ZERO);
    assertThat(fixture.counters(PostCounters::flush)).isPositive();
    assertThat(folded()).isEqualTo(new Counts(3, 1));
    assertThat(fixture.counters(PostCounters::flush)).isZero();
    assertThat(folded()).isEqualTo(new Counts(3, 1));
  }

  @Test
  void whatIsTakenBackIsFoldedToo() {
    fixture.like(author, post);
    long comment = comment();
    fixture.counters(PostCounters::flush);
    fixture.unlike(author, post);
    DeleteCommentRequest delete = DeleteCommentRequest.newBuilder().setCommentId(comment).build();
    fixture.as(author, posts -> posts.deleteComment(delete));
    assertThat(seen()).isEqualTo(Counts.ZERO);

    fixture.counters(PostCounters::flush);

    assertThat(folded()).isEqualTo(Counts.ZERO);
    assertThat(seen()).isEqualTo(Counts.ZERO);
  }

  @Test
  void readersSeeTheSameBeforeAndAfterAFlush() {
    fixture.like(author, post);
    assertThat(seen()).isEqualTo(new Counts(1, 0));

    fixture.counters(PostCounters::flush);

    assertThat(seen()).isEqualTo(new Counts(1, 0));
    assertThat(fixture.like(somebody(), post)).isEqualTo(2);
    assertThat(seen()).isEqualTo(new Counts(2, 0));
  }

  @Test
  void aFlushThatEndsBeforeItsCommitIsRepeated() {
    fixture.like(author, post);
    SqlConnection connection = await(fixture.postgres.primary().getConnection());
    await(connection.begin());
    CounterRepository counters = new CounterRepository(connection);
    List<CounterRepository.Change> changes = await(counters.changes(1_000));
    await(counters.fold(changes));
    await(connection.close());

    fixture.counters(PostCounters::flush);

    assertThat(folded()).isEqualTo(new Counts(1, 0));
  }

  @Test
  void aFlushLeavesWhatIsCommittedWhileItRuns() {
    fixture.like(author, post);
    await(
        fixture
            .postgres
            .primary()
            .withTransaction(connection -> {
              CounterRepository counters = new CounterRepository(connection);
              return counters
                  .changes(1_000)
                  .compose(changes -> likedMeanwhile().compose(_ -> counters.fold(changes)));
            }));

    assertThat(folded()).isEqualTo(new Counts(1, 0));
    fixture.counters(PostCounters::flush);
    assertThat(folded()).isEqualTo(new Counts(2, 0));
  }

  /** Written as the version before this one wrote it. */
  private Future<Void> likedMeanwhile() {
    return fixture
        .postgres
        .primary()
        .preparedQuery("INSERT INTO likes (post_id, user_id) VALUES ($1, $2)")
        .execute(Tuple.of(post, somebody()))
        .mapEmpty();
  }

  @Test
  void oneFlushAtATime() {
    fixture.like(author, post);
    SqlConnection other = await(fixture.postgres.primary().getConnection());
    await(other.begin());
    assertThat(await(new CounterRepository(other).tryLock())).isTrue();

    assertThat(fixture.counters(PostCounters::flush)).isZero();
    await(other.close());
    assertThat(fixture.counters(PostCounters::flush)).isPositive();
  }

  @Test
  void aFlushMendsWhatWasNotToldToTheCache() {
    seen();
    await(likedMeanwhile());
    assertThat(seen()).isEqualTo(Counts.ZERO);

    fixture.counters(PostCounters::flush);

    assertThat(seen()).isEqualTo(new Counts(1, 0));
  }

  @Test
  void withoutRedisNothingIsFolded(Stack stack) {
    try (var redis = Toxic.to(stack.redis().nodes().getFirst());
        var other = new PostFixture(stack, stack.redis(redis.address()), fixture.database)) {
      other.like(author, post);
      Future<Integer> flush =
          other.startCounters(counters -> {
            redis.cut();
            return counters.flush();
          });

      assertThat(Futures.expectedFailure(flush)).isInstanceOf(Failure.Unavailable.class);
      assertThat(folded()).isEqualTo(Counts.ZERO);
      redis.heal();
    }
    fixture.counters(PostCounters::flush);
    assertThat(folded()).isEqualTo(new Counts(1, 0));
  }

  @Test
  void aRebuildCountsTheRows() {
    fixture.like(author, post);
    fixture.like(somebody(), post);
    comment();
    fixture.counters(PostCounters::flush);
    fixture.like(somebody(), post);
    await(
        fixture
            .postgres
            .primary()
            .preparedQuery("UPDATE post_counts SET likes = 40, comments = 0 WHERE post_id = $1")
            .execute(Tuple.of(post)));

    assertThat(fixture.counters(PostCounters::rebuild)).isEqualTo(1);

    assertThat(folded()).isEqualTo(new Counts(2, 1));
    assertThat(seen()).isEqualTo(new Counts(3, 1));
    assertThat(fixture.counters(PostCounters::rebuild)).isZero();
    fixture.counters(PostCounters::flush);
    assertThat(folded()).isEqualTo(new Counts(3, 1));
  }

  @Test
  void countsOutliveTheCache() {
    Stream.generate(PostFixture::somebody).limit(3).forEach(fan -> fixture.like(fan, post));
    fixture.counters(PostCounters::flush);
    fixture.like(author, post);

    fixture.redis(Command.DEL, PostCache.key(post));

    assertThat(seen()).isEqualTo(new Counts(4, 0));
  }

  @Test
  void changesOfADeletedPostGo() {
    fixture.like(author, post);
    comment();
    DeletePostRequest delete = DeletePostRequest.newBuilder().setPostId(post).build();
    fixture.as(author, posts -> posts.deletePost(delete));

    fixture.counters(PostCounters::flush);

    assertThat(fixture.number("SELECT count(*) FROM count_changes WHERE post_id = $1", post))
        .isZero();
    assertThat(fixture.number("SELECT count(*) FROM post_counts WHERE post_id = $1", post))
        .isZero();
  }

  private long comment() {
    CreateCommentRequest request =
        CreateCommentRequest.newBuilder().setPostId(post).setContent("yes").build();
    return fixture.as(author, posts -> posts.createComment(request)).getComment().getId();
  }

  private Counts seen() {
    Post seen = fixture.seen(somebody(), post);
    return new Counts(seen.getLikesCount(), seen.getCommentsCount());
  }

  private Counts folded() {
    return new Counts(folded("likes"), folded("comments"));
  }

  private int folded(String column) {
    return (int)
        fixture.number(
            "SELECT coalesce((SELECT " + column + " FROM post_counts WHERE post_id = $1), 0)",
            post);
  }
}
