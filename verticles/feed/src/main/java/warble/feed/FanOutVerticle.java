package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  private final Set<Future<Void>> writing = new HashSet<>();
  private @Nullable RedisLink redis;
  private @Nullable MessageConsumer<FanOutBatch> consumer;

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
    var batches =
        vertx.eventBus().<FanOutBatch>localConsumer(ADDRESS, message -> write(timelines, message));
    consumer = batches;
    return batches.completion();
  }

  private void write(Timelines timelines, Message<FanOutBatch> message) {
    var batch = message.body();
    var written = timelines.apply(batch.event(), batch.keys());
    writing.add(written);
    written
        .onSuccess(_ -> message.reply(null))
        .onFailure(failure -> message.fail(code(failure), failure.toString()))
        .onComplete(_ -> writing.remove(written));
  }

  private static int code(Throwable failure) {
    return failure instanceof FailureException expected
            && expected.failure() instanceof Failure.Unavailable
        ? AWAY
        : FAILED;
  }

  /** The threads end with the last worker: an answer of Redis that came later would find none. */
  @Override
  public Future<?> stop() {
    return unregister()
        .eventually(() -> Future.join(List.copyOf(writing)))
        .eventually(() -> redis == null ? Future.succeededFuture() : redis.close());
  }

  private Future<Void> unregister() {
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }
}
