package warble.testkit;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** Waits for futures on the thread of a test, some seconds at most. */
public final class Futures {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Futures() {}

  /** What the future succeeds with; throws what it fails with (a checked failure as the cause). */
  public static <T extends @Nullable Object> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw unchecked(failed);
    } catch (TimeoutException late) {
      throw new AssertionError("no result after " + PATIENCE, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  private static RuntimeException unchecked(ExecutionException failed) {
    return switch (failed.getCause()) {
      case RuntimeException cause -> cause;
      case Error cause -> throw cause;
      case null, default -> new IllegalStateException(failed.getCause());
    };
  }

  /** What the future fails with. */
  public static Throwable failure(Future<?> future) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    future.onComplete(
        value -> failure.completeExceptionally(new AssertionError("succeeded: " + value)),
        failure::complete);
    return await(Future.fromCompletionStage(failure));
  }

  /** The expected failure that the future fails with. */
  public static Failure expectedFailure(Future<?> future) {
    if (failure(future) instanceof FailureException expected) {
      return expected.failure();
    }
    throw new AssertionError("not an expected failure", failure(future));
  }
}
