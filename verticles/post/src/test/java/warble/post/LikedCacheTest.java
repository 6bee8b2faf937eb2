package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.post.PostFixture.somebody;
import static warble.testkit.Futures.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Futures;
import warble.testkit.Stack;

/** What becomes of the likes that Redis was not told of. */
@BackingServices
class LikedCacheTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BATCH = 500;

  /** More than a connection takes at once. */
  private static final int MOST = 20_000;

  /** As in a verticle instance. */
  private final Context context = VERTX.getOrCreateContext();

  private final List<Like> likes =
      Stream.generate(() -> new Like(somebody(), somebody(), true)).limit(MOST + 1).toList();

  @AfterAll
  static void stop() {
    await(VERTX.close());
  }

  @Test
  void afterAnOutageTheUsersOfTheLastLikesAreGivenUp(Stack stack) {
    Like first = likes.getFirst();
    Like second = likes.get(1);
    Like last = likes.getLast();
    RedisLink link = on(() -> RedisLink.open(VERTX, stack.redis()));
    Interrupted redis = new Interrupted(link);
    LikedCache cache = new LikedCache(VERTX, Future::succeededFuture, redis, TTL, TTL, MOST);
    on(() -> cache.changed(List.of(first, second, last)));
    redis.away = true;
    for (int i = 0; i < likes.size(); i += BATCH) {
      List<Like> batch = likes.subList(i, Math.min(likes.size(), i + BATCH));
      Futures.failure(start(() -> cache.changed(batch)));
    }
    redis.away = false;

    Awaitility.await().atMost(PATIENCE).until(() -> !isKnown(link, second) && !isKnown(link, last));
    assertThat(isKnown(link, first)).isTrue();
    on(link::close);
  }

  /** Redis, away or not. */
  private static final class Interrupted implements RedisCommands {

    private final RedisCommands redis;
    private volatile boolean away;

    Interrupted(RedisCommands redis) {
      this.redis = redis;
    }

    @Override
    public Future<@Nullable Response> send(Request request) {
      return away ? unavailable() : redis.send(request);
    }

    @Override
    public Future<List<@Nullable Response>> batch(List<Request> requests) {
      return away ? unavailable() : redis.batch(requests);
    }

    private static <T> Future<T> unavailable() {
      return new Failure.Unavailable("away", TTL).future();
    }
  }

  private boolean isKnown(RedisLink redis, Like like) {
    List<Long> post = List.of(like.post());
    return on(() ->
            redis.send(LikedCache.read(like.user(), post)).map(it -> LikedCache.found(post, it)))
        .containsKey(like.post());
  }

  private <T> T on(Supplier<Future<T>> call) {
    return await(start(call));
  }

  private <T> Future<T> start(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(_ -> call.get().onComplete(promise));
    return promise.future();
  }
}
