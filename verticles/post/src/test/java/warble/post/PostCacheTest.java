package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.runtime.redis.RedisLink;
import warble.testkit.BackingServices;
import warble.testkit.Recorder;
import warble.testkit.Stack;

/** What the cache lets in, step by step. */
@BackingServices
class PostCacheTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final Duration WINDOW = Duration.ofSeconds(30);

  private static RedisLink redis;
  private static PostCache cache;

  @BeforeAll
  static void start(Stack stack) {
    redis = await(RedisLink.open(VERTX, stack.redis()));
    cache = new PostCache(redis, false, TTL, WINDOW);
  }

  @AfterAll
  static void stop() {
    await(redis.close());
    await(VERTX.close());
  }

  private final long id = somebody();
  private final Post post = new Post(id, somebody(), "Grüße 👋", new Counts(7, 2), false);

  @Test
  void aPostComesBackAsItWentIn() {
    fill("token001");

    assertThat(entry()).isEqualTo(new CacheEntry.Present(post));
  }

  @Test
  void aDeletedPostDoesNotComeBackByAReaderThatLoadedItBefore() {
    await(cache.lease("token001", List.of(id)));
    await(cache.bury(List.of(id)));
    settle("token001");

    assertThat(entry()).isEqualTo(new CacheEntry.Deleted());
  }

  @Test
  void notEvenWhenTheGraveIsGone() {
    await(cache.lease("token001", List.of(id)));
    await(cache.bury(List.of(id)));
    await(redis.send(Request.cmd(Command.DEL).arg(PostCache.key(id))));
    settle("token001");

    assertThat(entry()).isEqualTo(new CacheEntry.Missing());
  }

  @Test
  void aDeletedPostDoesNotComeBackByWhoWroteIt() {
    await(cache.bury(List.of(id)));
    await(redis.send(cache.write(post)));

    assertThat(entry()).isEqualTo(new CacheEntry.Deleted());
  }

  @Test
  void oneLoadsWhileTheOthersWait() {
    assertThat(lease("token001").fromReplica()).containsExactly(id);
    assertThat(lease("token002").busy()).containsExactly(id);
    settle("token001");
    assertThat(entry()).isEqualTo(new CacheEntry.Present(post));
  }

  @Test
  void aPostThatIsNotThereFreesItsLease() {
    lease("token001");
    await(cache.settle("token001", List.of(id), Map.of()));

    assertThat(lease("token002").fromReplica()).containsExactly(id);
  }

  @Test
  void whatThePrimaryDidNotTellIsAskedOfItAgain() {
    lease("token001");
    await(cache.release("token001", List.of(id)));

    assertThat(lease("token002").fromPrimary()).containsExactly(id);
  }

  /** A batch is repeated when one of the servers did not know the script. */
  @Test
  void whoTakesALeaseTwiceIsToldOfTheMarkAgain() {
    await(cache.forget(List.of(id)));

    assertThat(lease("token001").fromPrimary()).containsExactly(id);
    assertThat(lease("token001").fromPrimary()).containsExactly(id);
  }

  @Test
  void aChangeIsCountedOnWhatWasThereBefore() {
    fill("token001");
    String token = tokenNow();

    assertThat(change(token, new Counts(2, -1))).contains(new Counts(9, 1));
    assertThat(change(token, new Counts(-1, 0))).contains(new Counts(8, 1));
    assertThat(entry()).isEqualTo(new CacheEntry.Present(with(new Counts(8, 1))));
  }

  @Test
  void aChangeOfNothingAsksOnly() {
    fill("token001");
    await(redis.send(Request.cmd(Command.PEXPIRE).arg(PostCache.key(id)).arg(20_000)));

    assertThat(change("token002", Counts.ZERO)).contains(new Counts(7, 2));
    assertThat(ttl(id)).isLessThanOrEqualTo(20_000);
  }

  @Test
  void aChangeOfWhatWasLoadedMeanwhileHasItLoadedAgain() {
    String token = tokenNow();
    fill("token001");

    assertThat(change(token, new Counts(1, 0))).isEmpty();
    assertThat(entry()).isEqualTo(new CacheEntry.Missing());
    assertThat(lease("token002").fromPrimary()).containsExactly(id);
  }

  @Test
  void aChangeBreaksTheLeaseOfAnOlderLoad() {
    lease("token001");
    change(tokenNow(), new Counts(1, 0));
    settle("token001");

    assertThat(entry()).isEqualTo(new CacheEntry.Missing());
  }

  @Test
  void countsAreNeverSeenBelowZero() {
    fill("token001");

    assertThat(change("token001", new Counts(-9, 0))).contains(new Counts(0, 2));
    assertThat(change("token001", new Counts(3, 0))).contains(new Counts(1, 2));
  }

  @Test
  void postsLeaveTheCacheAtDifferentTimes() {
    List<Long> ids = Stream.generate(PostFixture::somebody).limit(50).toList();
    ids.forEach(
        other -> await(redis.send(cache.write(new Post(other, 1, "", Counts.ZERO, false)))));

    List<Long> ttls = ids.stream().map(PostCacheTest::ttl).toList();
    assertThat(ttls).allSatisfy(ttl -> assertThat(ttl).isBetween(530_000L, 660_000L));
    assertThat(ttls.stream().map(ttl -> ttl / 1_000).distinct().count()).isGreaterThan(20);
  }

  private static long ttl(long post) {
    Request ask = Request.cmd(Command.PTTL).arg(PostCache.key(post));
    return await(redis.send(ask).map(Response::toLong));
  }

  @Test
  void fiveHundredPostsAndWhetherTheyAreLikedAreOneRoundTrip() {
    List<Long> ids = Stream.generate(PostFixture::somebody).limit(500).toList();
    for (boolean cluster : List.of(false, true)) {
      Recorder recorder = new Recorder(redis);

      await(new PostCache(recorder, cluster, TTL, WINDOW).read(somebody(), ids));

      assertThat(recorder.trips()).hasSize(1);
    }
  }

  /** A command with keys of two slots is refused by a cluster. */
  @Test
  void onAClusterEachCommandHasOneKey() {
    Recorder recorder = new Recorder(redis);
    PostCache clustered = new PostCache(recorder, true, TTL, WINDOW);
    List<Long> ids = List.of(id, somebody(), somebody());

    await(clustered.read(somebody(), ids));
    await(clustered.lease("token001", ids));
    await(clustered.settle("token001", ids, Map.of(id, post)));
    await(clustered.bury(ids));
    await(clustered.forget(ids));
    await(recorder.batch(PostCache.tokens(Set.copyOf(ids))));

    assertThat(recorder.sent()).hasSizeGreaterThan(15);
    assertThat(recorder.sent()).allSatisfy(sent -> assertThat(keys(sent)).isEqualTo(1));
  }

  private static long keys(Request request) {
    return request.toString().split("post:|liked:", -1).length - 1L;
  }

  private void fill(String token) {
    lease(token);
    settle(token);
  }

  private Leases lease(String token) {
    return await(cache.lease(token, List.of(id)));
  }

  private void settle(String token) {
    await(cache.settle(token, List.of(id), Map.of(id, post)));
  }

  private CacheEntry entry() {
    return Objects.requireNonNull(await(cache.read(0, List.of(id))).entries().get(id));
  }

  private String tokenNow() {
    LiveCounts counts = new LiveCounts(VERTX, Future::succeededFuture, redis, cache);
    return Objects.requireNonNull(await(counts.before(Set.of(id), List.of())).tokens().get(id));
  }

  private Optional<Counts> change(String token, Counts by) {
    return await(cache.change(id, token, by));
  }

  private Post with(Counts counts) {
    return new Post(id, post.author(), post.content(), counts, false);
  }
}
