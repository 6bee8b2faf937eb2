package warble.user;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import warble.runtime.rpc.Failure;

/**
 * A few threads for long computations, and a queue that ends: what does not fit is refused at once
 * instead of waiting longer than its caller does. All verticle instances share it.
 */
final class BoundedPool {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final WorkerExecutor workers;
  private final Semaphore places;
  private final LongAdder begun = new LongAdder();

  BoundedPool(Vertx vertx, String name, int threads, int queue) {
    this.workers = vertx.createSharedWorkerExecutor(name, threads);
    this.places = new Semaphore(threads + queue);
  }

  /** Runs {@code work} on one of the threads, or fails with {@link Failure.Unavailable}. */
  <T> Future<T> run(Callable<T> work) {
    return withPlace(() -> execute(work));
  }

  /**
   * Keeps a place for {@link #execute} while {@code work} runs, or fails with {@link
   * Failure.Unavailable} before anything was done.
   */
  <T> Future<T> withPlace(Supplier<Future<T>> work) {
    if (places.tryAcquire()) {
      return Future.succeededFuture().compose(_ -> work.get()).onComplete(_ -> places.release());
    }
    return new Failure.Unavailable("too many people log in at this moment", RETRY_AFTER).future();
  }

  /** Runs {@code work} on one of the threads, for somebody who has a place. */
  <T> Future<T> execute(Callable<T> work) {
    begun.increment();
    return workers.executeBlocking(work, false);
  }

  /** How many computations were begun so far. */
  long begun() {
    return begun.sum();
  }
}
