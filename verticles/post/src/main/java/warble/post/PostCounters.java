package warble.post;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Function;
import warble.runtime.postgres.Postgres;
import warble.runtime.redis.RedisConfig;
import warble.runtime.redis.RedisLink;

/**
 * Keeps the numbers of likes and comments that the database remembers.
 *
 * <p>Both acts may be done at any time, by several processes, and again after a crash: each batch
 * is one transaction, and until that is committed the changes are still there.
 */
final class PostCounters {

  private static final int BATCH = 10_000;
  private static final int POSTS_A_PAGE = 1_000;

  private final Pool primary;
  private final PostCache cache;

  PostCounters(Pool primary, PostCache cache) {
    this.primary = primary;
    this.cache = cache;
  }

  /** Runs {@code act} on connections of its own. */
  static <T> Future<T> with(
      Vertx vertx, PostConfig config, RedisConfig redis, Function<PostCounters, Future<T>> act) {
    Postgres postgres = Postgres.connect(vertx, config.postgres());
    Future<RedisLink> link = RedisLink.open(vertx, redis);
    return link.map(commands ->
            new PostCounters(
                postgres.primary(),
                new PostCache(
                    commands, redis.cluster(), config.cache().ttl(), config.readYourWrites())))
        .compose(act)
        .eventually(() -> Future.join(postgres.close(), link.compose(RedisLink::close)));
  }

  /**
   * Folds all changes into the counts. Does nothing when somebody else is about it; fails with
   * {@code Failure.Unavailable} when Postgres or Redis is away, and then what was not folded in
   * stays for the next time.
   *
   * @return how many changes were folded in
   */
  Future<Integer> flush() {
    return flush(0);
  }

  private Future<Integer> flush(int before) {
    return primary
        .withTransaction(this::flushBatch)
        .compose(folded ->
            folded == BATCH ? flush(before + folded) : Future.succeededFuture(before + folded));
  }

  private Future<Integer> flushBatch(SqlConnection connection) {
    CounterRepository counters = new CounterRepository(connection);
    return counters
        .tryLock()
        .compose(mine -> mine ? counters.changes(BATCH) : Future.succeededFuture(List.of()))
        .compose(changes -> fold(counters, changes));
  }

  /**
   * The cache is told first: whoever died before changing it left the change here, and once that is
   * folded in nobody would know.
   */
  private Future<Integer> fold(CounterRepository counters, List<CounterRepository.Change> changes) {
    return changes.isEmpty()
        ? Future.succeededFuture(0)
        : cache
            .forget(changes.stream().map(CounterRepository.Change::post).distinct().toList())
            .compose(_ -> counters.fold(changes))
            .map(changes.size());
  }

  /**
   * Counts all rows anew, page by page.
   *
   * @return how many posts had wrong counts; they are right now
   */
  Future<Integer> rebuild() {
    return rebuild(0, 0);
  }

  private Future<Integer> rebuild(long after, int before) {
    return primary
        .withTransaction(connection -> recount(connection, after))
        .compose(page -> cache.forget(page.corrected()).map(page))
        .compose(page ->
            page.last() == 0
                ? Future.succeededFuture(before)
                : rebuild(page.last(), before + page.corrected().size()));
  }

  private static Future<CounterRepository.Recounted> recount(SqlConnection connection, long after) {
    CounterRepository counters = new CounterRepository(connection);
    return counters.lock().compose(_ -> counters.recount(after, POSTS_A_PAGE));
  }
}
