package warble.runtime.rpc;

import com.google.protobuf.StringValue;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts as far as it is asked to, and then ends or fails. */
final class Numbers implements ReadStream<StringValue> {

  private final AtomicInteger made = new AtomicInteger();
  private final int most;
  private final @Nullable Throwable failure;
  private final String padding;
  private @Nullable Handler<StringValue> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private boolean ended;

  private Numbers(int most, @Nullable Throwable failure, String padding) {
    this.most = most;
    this.failure = failure;
    this.padding = padding;
  }

  static Numbers upTo(int most) {
    return new Numbers(most, null, "");
  }

  static Numbers upTo(int most, Throwable failure) {
    return new Numbers(most, failure, "");
  }

  /** Numbers of about 10 KiB each. */
  static Numbers large(int most) {
    return new Numbers(most, null, " ".repeat(10 << 10));
  }

  /** Neither goes on nor ends after the last. */
  static Numbers stuckAfter(int most) {
    Numbers numbers = upTo(most);
    numbers.ended = true;
    return numbers;
  }

  int made() {
    return made.get();
  }

  @Override
  public ReadStream<StringValue> handler(@Nullable Handler<StringValue> it) {
    handler = it;
    return this;
  }

  @Override
  public ReadStream<StringValue> endHandler(@Nullable Handler<Void> it) {
    endHandler = it;
    return this;
  }

  @Override
  public ReadStream<StringValue> exceptionHandler(@Nullable Handler<Throwable> it) {
    exceptionHandler = it;
    return this;
  }

  @Override
  public ReadStream<StringValue> pause() {
    return this;
  }

  @Override
  public ReadStream<StringValue> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<StringValue> fetch(long amount) {
    for (long i = 0; i < amount && made.get() < most && handler != null; i++) {
      handler.handle(StringValue.of(made.incrementAndGet() + padding));
    }
    if (made.get() == most && !ended) {
      ended = true;
      finish();
    }
    return this;
  }

  private void finish() {
    if (failure != null && exceptionHandler != null) {
      exceptionHandler.handle(failure);
    } else if (endHandler != null) {
      endHandler.handle(null);
    }
  }
}
