package warble.runtime.rpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The responses of a server-streaming call, for a reader in the context that made the call. The
 * callee is at most a few messages ahead of the reader. The stream ends when the callee ends it,
 * when the caller's time is up or when the caller goes away; in the latter two cases the callee
 * learns of it, and what has not been read is lost.
 */
final class PendingStream implements ReadStream<Buffer>, MessageSource.Sink {

  /** Messages that the callee may be ahead of the reader. */
  private static final int AHEAD = 8;

  /** Messages that are asked for at once, where they are small. */
  private static final int BATCH = AHEAD / 2;

  /** Bytes that the callee is ahead of the reader, about; one message may be larger. */
  private static final int AHEAD_BYTES = 256 << 10;

  private final Promise<ReadStream<Buffer>> opened = Promise.promise();
  private final Cancellation cancellation = new Cancellation();
  private final Queue<Buffer> waiting = new ArrayDeque<>();
  private final Call call;
  private final ResponseMetadata answered;
  private final Context context;
  private Runnable forget = () -> {};
  private @Nullable MessageSource source;
  private @Nullable Future<Void> outcome;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private long demand;
  private int asked;
  private int waitingBytes;
  private int lastBytes = AHEAD_BYTES;
  private boolean reading;
  private boolean told;

  private PendingStream(Vertx vertx, Call call, ResponseMetadata answered) {
    this.call = call;
    this.answered = answered;
    this.context = vertx.getOrCreateContext();
  }

  /**
   * Starts a call; its stream is paused, and {@code answered} has taken the metadata that come
   * before it.
   */
  static Future<ReadStream<Buffer>> start(
      Vertx vertx, Transport transport, Call call, ResponseMetadata answered) {
    return Patience.lost(call)
        .map(Failure::<ReadStream<Buffer>>future)
        .orElseGet(() -> new PendingStream(vertx, call, answered).start(vertx, transport));
  }

  private Future<ReadStream<Buffer>> start(Vertx vertx, Transport transport) {
    forget = Patience.watch(vertx, call, this::abandon);
    transport.stream(call.with(cancellation, answered)).onComplete(this::open, this::refuse);
    return opened.future();
  }

  private void open(MessageSource it) {
    if (outcome == null) {
      source = it;
      it.start(this);
      ask();
      opened.complete(this);
    }
  }

  private void refuse(Throwable cause) {
    opened.tryFail(Statuses.failureOf(call.fullMethodName(), cause).exception());
    forget.run();
  }

  private void abandon(Failure failure) {
    if (!told) {
      cancellation.cancel();
      waiting.clear();
      outcome = failure.future();
      opened.tryFail(failure.exception());
      // Nobody may be there yet who could be told.
      forget.run();
      go();
    }
  }

  @Override
  public void message(Buffer message) {
    context.runOnContext(_ -> {
      if (outcome == null) {
        asked--;
        waiting.add(message);
        waitingBytes += message.length();
        lastBytes = Math.max(1, message.length());
        ask();
        go();
      }
    });
  }

  @Override
  public void end() {
    context.runOnContext(_ -> finish(Future.succeededFuture()));
  }

  @Override
  public void fail(Throwable cause) {
    context.runOnContext(_ -> finish(Statuses.failureOf(call.fullMethodName(), cause).future()));
  }

  private void finish(Future<Void> how) {
    if (outcome == null) {
      outcome = how;
      go();
    }
  }

  /** Gives the reader what it wants and what there is. A handler that asks for more comes here. */
  private void go() {
    if (reading) {
      return;
    }
    reading = true;
    try {
      while (demand > 0 && !waiting.isEmpty()) {
        next(waiting.remove());
      }
    } finally {
      reading = false;
    }
    if (waiting.isEmpty() && outcome != null && !told) {
      tell(outcome);
    }
  }

  private void next(Buffer message) {
    demand -= demand == Long.MAX_VALUE ? 0 : 1;
    waitingBytes -= message.length();
    ask();
    if (handler != null) {
      handler.handle(message);
    }
  }

  /** Asks for as many as there is room for, guessing that they are as large as the last one. */
  private void ask() {
    int room = AHEAD - asked - waiting.size();
    int fitting = (AHEAD_BYTES - waitingBytes) / lastBytes - asked;
    int more = Math.min(room, Math.max(fitting, asked == 0 && waiting.isEmpty() ? 1 : 0));
    if (source != null && outcome == null && (more >= BATCH || (more > 0 && asked == 0))) {
      asked += more;
      source.fetch(more);
    }
  }

  /** An end is told to a reader that reads, a failure to whoever listens. */
  private void tell(Future<Void> how) {
    if (how.failed() && exceptionHandler != null) {
      over();
      exceptionHandler.handle(how.cause());
    } else if (how.succeeded() && demand > 0) {
      over();
      Optional.ofNullable(endHandler).ifPresent(it -> it.handle(null));
    }
  }

  private void over() {
    told = true;
    forget.run();
  }

  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> it) {
    handler = it;
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> it) {
    endHandler = it;
    return this;
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> it) {
    exceptionHandler = it;
    go();
    return this;
  }

  @Override
  public ReadStream<Buffer> pause() {
    demand = 0;
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    go();
    return this;
  }
}
