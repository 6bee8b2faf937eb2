package warble.gateway;

import com.google.protobuf.DynamicMessage;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import warble.runtime.rpc.Failure;

/** Messages as far as it is asked for them; then it ends, fails, or does nothing. */
final class CountingStream implements ReadStream<DynamicMessage> {

  private final AtomicInteger made = new AtomicInteger();
  private final int most;
  private final String then;
  private final IntFunction<DynamicMessage> source;
  private @Nullable Handler<DynamicMessage> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private boolean over;

  CountingStream(int most, String then, IntFunction<DynamicMessage> source) {
    this.most = most;
    this.then = then;
    this.source = source;
  }

  int made() {
    return made.get();
  }

  @Override
  public ReadStream<DynamicMessage> handler(@Nullable Handler<DynamicMessage> it) {
    handler = it;
    return this;
  }

  @Override
  public ReadStream<DynamicMessage> endHandler(@Nullable Handler<Void> it) {
    endHandler = it;
    return this;
  }

  @Override
  public ReadStream<DynamicMessage> exceptionHandler(@Nullable Handler<Throwable> it) {
    exceptionHandler = it;
    return this;
  }

  @Override
  public ReadStream<DynamicMessage> pause() {
    return this;
  }

  @Override
  public ReadStream<DynamicMessage> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<DynamicMessage> fetch(long amount) {
    for (long i = 0; i < amount && made.get() < most && handler != null; i++) {
      handler.handle(source.apply(made.incrementAndGet()));
    }
    if (made.get() == most && !over) {
      over = true;
      finish();
    }
    return this;
  }

  private void finish() {
    if (then.isEmpty() && endHandler != null) {
      endHandler.handle(null);
    } else if (!then.equals("never") && exceptionHandler != null) {
      exceptionHandler.handle(
          then.equals("defect")
              ? new IllegalStateException("the secret of the service")
              : new Failure.NotFound("numbers", "there are no more").exception());
    }
  }
}
