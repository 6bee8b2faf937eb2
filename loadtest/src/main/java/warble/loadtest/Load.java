package warble.loadtest;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes calls and takes their times, from one event loop. */
public final class Load {

  private static final PrintStream OUT = System.out;

  /** How often an open load starts what is due. */
  private static final int TICK_MILLIS = 1;

  private final Supplier<Future<?>> call;
  private final long startedAt = System.nanoTime();
  private final Promise<Result> done = Promise.promise();
  private long[] nanos = new long[1 << 16];
  private int answers;
  private int failures;
  private int inFlight;
  private boolean over;

  /**
   * What was seen.
   *
   * @param rate successes a second
   * @param p50 milliseconds that half of the calls took at most
   * @param p99 milliseconds that 99 of 100 calls took at most
   * @param max milliseconds that the longest took
   * @param failures calls that failed
   */
  public record Result(double rate, double p50, double p99, double max, int failures) {

    /** Of these times. */
    public static Result of(long[] nanos, double seconds, int failures) {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return new Result(
          sorted.length / seconds, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1), failures);
    }
  }

  private Load(Supplier<Future<?>> call) {
    this.call = call;
  }

  /** So many callers, each with the next call when the last was answered. */
  public static Result closed(
      Vertx vertx, int callers, Duration duration, Supplier<Future<?>> call) {
    return await(
        on(
            vertx,
            call,
            load -> {
              vertx.setTimer(duration.toMillis(), _ -> load.over = true);
              for (int i = 0; i < callers; i++) {
                load.again();
              }
            }));
  }

  /** So many calls a second, answered or not. A time is counted from when the call was due. */
  public static Result open(Vertx vertx, int rate, Duration duration, Supplier<Future<?>> call) {
    return await(start(vertx, rate, duration, call));
  }

  /** The same, to be waited for later. */
  public static Future<Result> start(
      Vertx vertx, int rate, Duration duration, Supplier<Future<?>> call) {
    return on(vertx, call, load -> load.tick(vertx, rate, duration, 0));
  }

  private interface Start {
    void of(Load load);
  }

  private static Future<Result> on(Vertx vertx, Supplier<Future<?>> call, Start start) {
    Load load = new Load(call);
    vertx.getOrCreateContext().runOnContext(_ -> start.of(load));
    return load.done.future();
  }

  private void again() {
    if (!over) {
      once(System.nanoTime(), this::again);
    }
  }

  private void tick(Vertx vertx, int rate, Duration duration, long before) {
    long elapsed = System.nanoTime() - startedAt;
    // The first one is due at once.
    long due = 1 + elapsed * rate / TimeUnit.SECONDS.toNanos(1);
    for (long i = before; i < due; i++) {
      once(startedAt + i * TimeUnit.SECONDS.toNanos(1) / rate, () -> {});
    }
    if (elapsed >= duration.toNanos()) {
      over = true;
    } else {
      vertx.setTimer(TICK_MILLIS, _ -> tick(vertx, rate, duration, due));
    }
  }

  private void once(long dueAt, Runnable next) {
    inFlight++;
    call.get()
        .onComplete(result -> {
          note(System.nanoTime() - dueAt, result.succeeded());
          next.run();
          if (over && inFlight == 0) {
            done.tryComplete(result());
          }
        });
  }

  private void note(long time, boolean success) {
    inFlight--;
    if (!success) {
      failures++;
      return;
    }
    if (answers == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * nanos.length);
    }
    nanos[answers++] = time;
  }

  private Result result() {
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    return Result.of(Arrays.copyOf(nanos, answers), seconds, failures);
  }

  private static double at(long[] sorted, double quantile) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1L, (long) (quantile * sorted.length))] / 1e6;
  }

  /** One line with the figures. */
  public static void print(String what, Result result) {
    say(
        "%-36s %9.0f/s  p50 %7.2f ms  p99 %7.2f ms  max %7.2f ms  %d failed",
        what, result.rate(), result.p50(), result.p99(), result.max(), result.failures());
  }

  /** A line as it stands. */
  public static void say(String format, Object... arguments) {
    OUT.println(String.format(format, arguments));
  }

  /** What the future succeeds with; the calling thread waits. */
  public static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
