package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;
import warble.runtime.Platform;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** A worker that writes batches of the fan-out to Redis. */
final class FanOutVerticle extends VerticleBase {

  /** Where batches are sent; the workers of the process take turns. */
  static final String ADDRESS = "warble.feed.fan-out";

  /** The failure code of a batch that could not be written because Redis is away. */
  static final int AWAY = 1;

  private static final int FAILED = 2;

  private final FeedConfig config;
  private final Platform platform;
  private @Nullable RedisLink redis;

  FanOutVerticle(FeedConfig config, Platform platform) {
    this.config = config;
    this.platform = platform;
  }

  @Override
  public Future<?> start() {
    return RedisLink.open(vertx, platform.redis())
        .onSuccess(link -> redis = link)
        .map(link -> new Timelines(link, platform.redis().cluster(), config.timelines()))
        .compose(this::listen);
  }

  private Future<Void> listen(Timelines timelines) {
    return vertx
        .eventBus()
        .<FanOutBatch>localConsumer(ADDRESS, message -> write(timelines, message))
        .completion();
  }

  private static void write(Timelines timelines, Message<FanOutBatch> message) {
    var batch = message.body();
    timelines
        .apply(batch.event(), batch.keys())
        .onSuccess(_ -> message.reply(null))
        .onFailure(failure -> message.fail(code(failure), failure.toString()));
  }

  private static int code(Throwable failure) {
    return failure instanceof FailureException expected
            && expected.failure() instanceof Failure.Unavailable
        ? AWAY
        : FAILED;
  }

  @Override
  public Future<?> stop() {
    return redis == null ? Future.succeededFuture() : redis.close();
  }
}
