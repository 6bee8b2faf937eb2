package warble.post;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.ReadServers;
import warble.runtime.redis.RedisConfig;
import warble.runtime.redis.RedisLink;

/**
 * What is done every now and then, once in each process; that several processes do it at the same
 * time does no harm.
 */
final class PostUpkeepVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(PostUpkeepVerticle.class);

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SLOT_INTERVAL = Duration.ofSeconds(10);
  private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);

  private final PostConfig config;
  private final RedisConfig redisConfig;
  private final Postgres postgres;
  private Future<RedisLink> redis = Future.failedFuture("not started");

  PostUpkeepVerticle(PostConfig config, RedisConfig redisConfig, Postgres postgres) {
    this.config = config;
    this.redisConfig = redisConfig;
    this.postgres = postgres;
  }

  @Override
  public Future<?> start() {
    redis = RedisLink.open(vertx, redisConfig);
    return redis.onSuccess(this::start);
  }

  private void start(RedisLink link) {
    Duration window = config.readYourWrites();
    PostCache cache = new PostCache(link, redisConfig.cluster(), config.cache().ttl(), window);
    PostCounters counters = new PostCounters(postgres.primary(), cache);
    Burials burials = new Burials(postgres.primary(), cache, window);
    IdempotencyKeys keys =
        new IdempotencyKeys(postgres.primary(), config.idempotencyKeyRetention());
    SlotWatch slot = new SlotWatch(postgres.primary(), config.replicationSlot());
    every(SECOND, "burials", burials::repeat);
    every(SLOT_INTERVAL, "replication slot", slot::look);
    every(config.counters().flushInterval(), "flush of counts", counters::flush);
    every(PURGE_INTERVAL, "purge of idempotency keys", keys::purge);
  }

  /** The next time is counted from the end of this one, give or take a tenth: processes part. */
  private void every(Duration interval, String what, Supplier<Future<?>> work) {
    long tenth = interval.toMillis() / 10;
    long delay = interval.toMillis() - tenth + ThreadLocalRandom.current().nextLong(2 * tenth + 1);
    vertx.setTimer(
        delay,
        _ ->
            work.get()
                .onFailure(failure -> complain(what, failure))
                .onComplete(_ -> every(interval, what, work)));
  }

  /** That a server is away is said by who talks to it. */
  private static void complain(String what, Throwable failure) {
    if (!ReadServers.isAway(failure) && !(failure instanceof TimeoutException)) {
      LOG.warn("{}", what, failure);
    }
  }

  @Override
  public Future<?> stop() {
    return redis.compose(RedisLink::close);
  }
}
