package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import warble.post.v1.LikePostRequest;
import warble.post.v1.UnlikePostRequest;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.rpc.Caller;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.testkit.Toxic;

/**
 * Likes and unlikes under flushes, rebuilds and faults at random moments, compared with a model of
 * what was acknowledged.
 */
@BackingServices
class CountersFaultTest {

  private static final int WAVES = 20;
  private static final int LIKES_A_WAVE = 30;
  private static final int USERS = 12;
  private static final int POSTS = 3;
  private static final Duration RECOVERY = Duration.ofSeconds(20);

  static Stream<Long> seeds() {
    return Stream.of(1L, ThreadLocalRandom.current().nextLong());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLostOrDoubled(long seed, Stack stack) {
    try (var world = new World(stack, new Random(seed))) {
      for (int wave = 0; wave < WAVES; wave++) {
        world.wave(world::fault);
      }
      world.calm();
      world.check();
    }
  }

  /** Without a fault readers need no flush to see each count as it is. */
  @ParameterizedTest
  @MethodSource("seeds")
  void whileAllIsWellTheCacheIsExact(long seed, Stack stack) {
    try (var world = new World(stack, new Random(seed))) {
      for (int wave = 0; wave < WAVES; wave++) {
        world.wave(world::upkeep);
        world.checkCounts();
      }
    }
  }

  private record Pair(long post, long user) {}

  private static final class World implements AutoCloseable {

    private final Random random;
    private final Toxic redis;
    private final Toxic primary;
    private final PostFixture healthy;
    private final PostFixture fixture;
    private final List<Long> posts;
    private final List<Long> users;
    private final Map<Pair, Boolean> acknowledged = new HashMap<>();

    World(Stack stack, Random random) {
      this.random = random;
      this.redis = Toxic.to(stack.redis().nodes().getFirst());
      this.healthy = new PostFixture(stack);
      this.primary = Toxic.to(healthy.database.primary());
      this.fixture =
          new PostFixture(stack, stack.redis(redis.address()), through(healthy.database));
      this.posts =
          Stream.generate(() -> healthy.post(somebody(), "like me").getId()).limit(POSTS).toList();
      this.users = Stream.generate(PostFixture::somebody).limit(USERS).toList();
    }

    private PostgresConfig through(PostgresConfig database) {
      return new PostgresConfig(
          primary.address(),
          database.replica(),
          database.database(),
          database.user(),
          database.password(),
          database.poolSize(),
          Duration.ofSeconds(1));
    }

    /** Some likes at the same time, each pair at most once, and something else among them. */
    void wave(Supplier<List<Future<?>>> other) {
      Set<Pair> pairs = new HashSet<>();
      List<Future<?>> calls = new ArrayList<>();
      int moment = random.nextInt(LIKES_A_WAVE);
      for (int i = 0; i < LIKES_A_WAVE; i++) {
        Pair pair = new Pair(oneOf(posts), oneOf(users));
        if (pairs.add(pair)) {
          calls.add(start(pair, random.nextBoolean()));
        }
        if (i == moment) {
          calls.addAll(other.get());
        }
      }
      await(Future.join(calls).otherwiseEmpty());
      redis.heal();
      primary.heal();
    }

    private <T> T oneOf(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    private Future<?> start(Pair pair, boolean liked) {
      PostFixture through = random.nextInt(4) == 0 ? healthy : fixture;
      Future<Boolean> call =
          liked
              ? through
                  .start(new Caller.User(pair.user()), client -> client.likePost(like(pair)))
                  .map(true)
              : through
                  .start(new Caller.User(pair.user()), client -> client.unlikePost(unlike(pair)))
                  .map(false);
      return call.transform(result -> {
        note(pair, result.succeeded(), liked);
        return Future.succeededFuture();
      });
    }

    /** What failed may have been done or not, and so may be done still. */
    private synchronized void note(Pair pair, boolean success, boolean liked) {
      if (success) {
        acknowledged.put(pair, liked);
      } else {
        acknowledged.remove(pair);
      }
    }

    private static LikePostRequest like(Pair pair) {
      return LikePostRequest.newBuilder().setPostId(pair.post()).build();
    }

    private static UnlikePostRequest unlike(Pair pair) {
      return UnlikePostRequest.newBuilder().setPostId(pair.post()).build();
    }

    List<Future<?>> upkeep() {
      return switch (random.nextInt(3)) {
        case 0 -> List.of(healthy.startCounters(PostCounters::flush));
        case 1 -> List.of(healthy.startCounters(PostCounters::rebuild));
        default -> List.of();
      };
    }

    List<Future<?>> fault() {
      return switch (random.nextInt(6)) {
        case 0 -> and(redis::cut);
        case 1 -> and(primary::cut);
        case 2 -> flushCutBy(primary);
        case 3 -> flushCutBy(redis);
        case 4 -> and(this::loseCache);
        default -> upkeep();
      };
    }

    private static List<Future<?>> and(Runnable fault) {
      fault.run();
      return List.of();
    }

    /** The cut comes while it connects, selects, tells the cache, folds or commits. */
    private List<Future<?>> flushCutBy(Toxic server) {
      Future<?> flush = fixture.startCounters(PostCounters::flush);
      return List.of(flush, after(random.nextInt(30_000), server::cut));
    }

    private static Future<?> after(int micros, Runnable fault) {
      Promise<Void> done = Promise.promise();
      Thread.startVirtualThread(() -> {
        LockSupport.parkNanos(micros * 1_000L);
        fault.run();
        done.complete();
      });
      return done.future();
    }

    private void loseCache() {
      posts.forEach(post -> healthy.redis(Command.DEL, PostCache.key(post)));
    }

    /** Everything is healthy again, and the changes are folded in. */
    void calm() {
      redis.heal();
      primary.heal();
      Awaitility.await()
          .atMost(RECOVERY)
          .ignoreExceptions()
          .until(() -> fixture.like(somebody(), posts.getFirst()) > 0);
      healthy.counters(PostCounters::flush);
    }

    void check() {
      acknowledged.forEach(
          (pair, liked) -> assertThat(isLiked(pair)).as(pair.toString()).isEqualTo(liked));
      for (long post : posts) {
        assertThat(healthy.number("SELECT likes FROM post_counts WHERE post_id = $1", post))
            .isEqualTo(likesOf(post));
        users.forEach(user -> checkLiked(new Pair(post, user)));
      }
      checkCounts();
      assertThat(healthy.number("SELECT count(*) FROM count_changes")).isZero();
    }

    void checkCounts() {
      for (long post : posts) {
        assertThat((long) healthy.seen(somebody(), post).getLikesCount()).isEqualTo(likesOf(post));
      }
    }

    private long likesOf(long post) {
      return healthy.number("SELECT count(*) FROM likes WHERE post_id = $1", post);
    }

    private boolean isLiked(Pair pair) {
      return healthy.number(
              "SELECT count(*) FROM likes WHERE post_id = $1 AND user_id = $2",
              pair.post(),
              pair.user())
          == 1;
    }

    private void checkLiked(Pair pair) {
      Awaitility.await()
          .atMost(RECOVERY)
          .pollDelay(Duration.ZERO)
          .untilAsserted(() ->
              assertThat(healthy.seen(pair.user(), pair.post()).getLikedByMe())
                  .isEqualTo(isLiked(pair)));
    }

    @Override
    public void close() {
      fixture.close();
      healthy.close();
      primary.close();
      redis.close();
    }
  }
}
