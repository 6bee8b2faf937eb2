package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Lets so many tasks run at a time; the others wait, first come first served. On one context. */
final class Permits {

  private final Queue<Promise<Void>> waiting = new ArrayDeque<>();
  private int free;
  private boolean admitting;

  Permits(int count) {
    this.free = count;
  }

  /** Starts the task when its turn has come; what it succeeds or fails with. */
  <T> Future<T> run(Supplier<Future<T>> task) {
    Promise<Void> turn = Promise.promise();
    var result = turn.future().compose(_ -> task.get()).onComplete(_ -> release());
    waiting.add(turn);
    admit();
    return result;
  }

  private void release() {
    free++;
    admit();
  }

  /** Not within itself: a long line of tasks that end at once would fill the stack. */
  private void admit() {
    if (!admitting) {
      admitting = true;
      while (free > 0 && !waiting.isEmpty()) {
        free--;
        waiting.remove().complete();
      }
      admitting = false;
    }
  }
}
