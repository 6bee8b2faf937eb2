package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.post.Refusals.assertRefused;
import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.post.v1.DeletePostRequest;
import warble.post.v1.Post;
import warble.runtime.config.HostPort;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReadServers;
import warble.runtime.postgres.ReplicaConfig;
import warble.runtime.postgres.ReplicaLag;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Recorder;
import warble.testkit.Stack;
import warble.testkit.Toxic;

/** What readers see through the cache. */
@BackingServices
class CachedReadsTest {

  private static final Duration WINDOW = Duration.ofSeconds(30);

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
  void aPostThatManyWantIsLoadedOnce(Stack stack) {
    long post = fixture.oldPost(author);
    stack.replicaCaughtUp(fixture.database);
    RedisLink link = await(RedisLink.open(fixture.vertx, stack.redis()));
    Recorder redis = new Recorder(link);
    PostLoader loader = loader(redis, servers(fixture.postgres, 64));

    List<Future<Map<Long, warble.post.Post>>> loads =
        Stream.generate(() -> loader.load(List.of(post))).limit(100).toList();

    assertThat(loads).map(Futures::await).allMatch(found -> found.containsKey(post));
    assertThat(redis.runsOf(CacheScripts.SETTLE)).isEqualTo(1);
    await(link.close());
  }

  @Test
  void aPrimaryThatIsTooBusyIsNotAskedByTheNextReaderEither(Stack stack) {
    long post = fixture.oldPost(author);
    RedisLink redis = await(RedisLink.open(fixture.vertx, stack.redis()));
    try (var replica = Toxic.to(fixture.database.replica())) {
      Postgres postgres = Postgres.connect(fixture.vertx, withReplica(replica.address()));
      ReadServers servers = servers(postgres, 1);
      PostLoader loader = loader(redis, servers);
      replica.cut();
      servers.instead(_ -> Promise.<Void>promise().future());

      for (int i = 0; i < 2; i++) {
        assertThat(Futures.expectedFailure(loader.load(List.of(post))))
            .isInstanceOf(Failure.Unavailable.class);
      }
      await(postgres.close());
    }
    await(redis.close());
  }

  private static PostgresConfig withReplica(HostPort replica) {
    PostgresConfig config = fixture.database;
    return new PostgresConfig(
        config.primary(),
        replica,
        config.database(),
        config.user(),
        config.password(),
        config.poolSize(),
        config.connectTimeout());
  }

  private static ReadServers servers(Postgres postgres, int fallbackReads) {
    ReplicaLag lag = new ReplicaLag(postgres, fixture.database.database(), WINDOW);
    await(lag.look());
    return new ReadServers(postgres, lag, new ReplicaConfig(WINDOW, WINDOW, fallbackReads));
  }

  private static PostLoader loader(RedisCommands redis, ReadServers servers) {
    return new PostLoader(
        fixture.vertx,
        new PostCache(redis, false, WINDOW, WINDOW),
        new ReadYourWrites(servers, redis, WINDOW));
  }

  @Test
  void losingTheCacheIsNotNoticed() {
    Post written = fixture.post(author, "still here");
    fixture.like(reader, written.getId());
    fixture.redis(Command.DEL, PostCache.key(written.getId()));
    fixture.redis(Command.DEL, "liked:" + reader);

    Post seen = fixture.seen(reader, written.getId());

    assertThat(seen.getContent()).isEqualTo("still here");
    assertThat(seen.getLikesCount()).isEqualTo(1);
    assertThat(seen.getLikedByMe()).isTrue();
  }

  @Test
  void whileRedisIsAwayPostsAreReadAndWritten(Stack stack) {
    try (var redis = Toxic.to(stack.redis().nodes().getFirst());
        var other = new PostFixture(stack, stack.redis(redis.address()))) {
      long old = other.post(author, "old").getId();
      redis.cut();

      long post = other.post(author, "new").getId();
      assertThat(other.like(reader, post)).isEqualTo(1);
      assertThat(other.seen(reader, post).getLikedByMe()).isTrue();
      assertThat(other.seen(reader, old).getContent()).isEqualTo("old");
    }
  }

  @Test
  void aDeletionThatTheCacheWasNotToldOfIsMadeGood(Stack stack) {
    try (var redis = Toxic.to(stack.redis().nodes().getFirst());
        var other = new PostFixture(stack, stack.redis(redis.address()), fixture.database)) {
      long post = fixture.post(author, "regret").getId();
      redis.cut();
      DeletePostRequest delete = DeletePostRequest.newBuilder().setPostId(post).build();
      other.as(author, posts -> posts.deletePost(delete));

      assertRefused(Failure.NotFound.class, () -> other.seen(reader, post));
      Awaitility.await()
          .untilAsserted(
              () -> assertRefused(Failure.NotFound.class, () -> fixture.seen(reader, post)));
    }
  }

  /** As by the version before this one. */
  @Test
  void aDeletionByHandIsToldToTheCache() {
    long post = fixture.post(author, "regret").getId();
    assertThat(fixture.seen(reader, post).getContent()).isEqualTo("regret");

    fixture.number("DELETE FROM posts WHERE id = $1 RETURNING id", post);

    Awaitility.await()
        .untilAsserted(
            () -> assertRefused(Failure.NotFound.class, () -> fixture.seen(reader, post)));
  }

  @Test
  void whatTheViewerLikesIsRememberedForEachViewer() {
    long post = fixture.post(author, "like me").getId();
    assertThat(fixture.seen(reader, post).getLikedByMe()).isFalse();

    fixture.like(reader, post);
    assertThat(fixture.seen(reader, post).getLikedByMe()).isTrue();
    assertThat(fixture.seen(author, post).getLikedByMe()).isFalse();

    fixture.unlike(reader, post);
    assertThat(fixture.seen(reader, post).getLikedByMe()).isFalse();
  }
}
