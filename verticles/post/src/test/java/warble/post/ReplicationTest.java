package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.post.Refusals.assertRefused;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.failure;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.post.v1.CreateCommentRequest;
import warble.post.v1.LikePostRequest;
import warble.runtime.config.HostPort;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.testkit.StalledReplica;
import warble.testkit.Toxic;

/** What goes on while the primary or the replica does not. */
@BackingServices
class ReplicationTest {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final String WAITING_FOR_LOCK =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'
      """;

  private final long author = somebody();
  private final long reader = somebody();
  private PostFixture healthy;
  private PostFixture fixture;
  private Toxic primary;
  private Toxic replica;

  @BeforeEach
  void start(Stack stack) {
    healthy = new PostFixture(stack);
    primary = Toxic.to(healthy.database.primary());
    replica = Toxic.to(healthy.database.replica());
    stack.replicaCaughtUp(healthy.database);
    fixture = new PostFixture(stack, stack.redis(), by(primary.address(), replica.address()));
  }

  @AfterEach
  void stop() {
    primary.heal();
    replica.heal();
    fixture.close();
    healthy.close();
    primary.close();
    replica.close();
  }

  private PostgresConfig by(HostPort primaryAddress, HostPort replicaAddress) {
    PostgresConfig config = healthy.database;
    return new PostgresConfig(
        primaryAddress,
        replicaAddress,
        config.database(),
        config.user(),
        config.password(),
        config.poolSize(),
        PATIENCE);
  }

  @Test
  void withoutTheReplicaReadsGoToThePrimary() {
    long post = fixture.oldPost(author);
    replica.cut();

    assertThat(fixture.seen(reader, post).getContent()).isEqualTo("old");
  }

  @Test
  void withAReplicaThatAnswersNothingReadsGoToThePrimary() {
    long post = fixture.oldPost(author);
    await(fixture.postgres.replicaAnswers());
    replica.pause();

    assertThat(fixture.seen(reader, post).getContent()).isEqualTo("old");
  }

  @Test
  void withoutThePrimaryReadsGoOn(Stack stack) {
    long post = fixture.oldPost(author);
    fixture.like(reader, post);
    stack.replicaCaughtUp(healthy.database);
    primary.cut();

    assertThat(fixture.seen(reader, post).getLikedByMe()).isTrue();
    fixture.redis(Command.DEL, PostCache.key(post));
    fixture.redis(Command.DEL, "liked:" + reader);
    assertThat(fixture.seen(reader, post).getLikesCount()).isEqualTo(1);
    assertThat(fixture.seen(reader, post).getLikedByMe()).isTrue();
  }

  @Test
  void whatTheReplicaSaysInPlaceOfThePrimaryIsNotKept() {
    long post = fixture.oldPost(author);
    try (var _ = StalledReplica.of(healthy.postgres)) {
      fixture.like(reader, post);
      fixture.redis(Command.DEL, "liked:" + reader);
      primary.cut();
      assertThat(fixture.seen(reader, post).getLikedByMe()).isFalse();
      primary.heal();

      Awaitility.await().until(() -> fixture.seen(reader, post).getLikedByMe());
    }
  }

  /** The primary has a like, and was cut off before it could say so. */
  @Test
  void aLikeOfWhichNobodyKnowsWhetherItWasWrittenIsSeen() {
    long post = fixture.post(author, "like me").getId();
    SqlConnection other = await(healthy.postgres.primary().getConnection());
    Transaction lock = await(other.begin());
    await(other.query("SELECT FROM posts WHERE id = " + post + " FOR UPDATE").execute());
    LikePostRequest request = LikePostRequest.newBuilder().setPostId(post).build();
    Future<?> like = fixture.start(new Caller.User(reader), posts -> posts.likePost(request));
    Awaitility.await().until(() -> healthy.number(WAITING_FOR_LOCK) == 1);
    assertThat(healthy.seen(reader, post).getLikedByMe()).isFalse();

    primary.cut();
    failure(like);
    await(lock.commit());
    await(other.close());
    Awaitility.await().until(() -> healthy.number("SELECT count(*) FROM likes") == 1);
    primary.heal();

    Awaitility.await().until(() -> healthy.seen(author, post).getLikesCount() == 1);
    Awaitility.await().until(() -> healthy.seen(reader, post).getLikedByMe());
  }

  @Test
  void withoutThePrimaryWritesAreToldWhenToTryAgain() {
    long post = fixture.oldPost(author);
    primary.cut();
    CreateCommentRequest comment =
        CreateCommentRequest.newBuilder().setPostId(post).setContent("?").build();

    assertRefused(Failure.Unavailable.class, () -> fixture.post(author, "now?"))
        .satisfies(failure -> assertThat(failure.retryAfter()).isPositive());
    assertRefused(Failure.Unavailable.class, () -> fixture.like(reader, post));
    assertRefused(
        Failure.Unavailable.class, () -> fixture.as(reader, posts -> posts.createComment(comment)));

    primary.heal();
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(() -> fixture.like(reader, post) == 1);
  }
}
