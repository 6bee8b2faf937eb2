package warble.launcher;

import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Blocks a thread that may block: the main one. */
final class Waiting {

  private Waiting() {}

  static <T> T on(Future<T> future) {
    return on(future.toCompletionStage().toCompletableFuture());
  }

  /** The outcome; a failure is thrown as it is when it is unchecked. */
  static <T> T on(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }
}
