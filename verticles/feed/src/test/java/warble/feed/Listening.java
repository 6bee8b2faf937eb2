package warble.feed;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import warble.feed.v1.StreamFeedResponse;
import warble.runtime.rpc.Cancellation;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** Somebody who listens to a live feed. */
final class Listening implements AutoCloseable {

  private final List<StreamFeedResponse> messages = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Failure> failure = new CompletableFuture<>();
  private final Context context;
  private final ReadStream<Buffer> stream;
  private final Cancellation cancellation;

  Listening(Context context, ReadStream<Buffer> stream, Cancellation cancellation) {
    this.context = context;
    this.stream = stream;
    this.cancellation = cancellation;
    stream.handler(this::take).exceptionHandler(this::fail);
  }

  private void take(Buffer message) {
    try {
      messages.add(StreamFeedResponse.parseFrom(message.getBytes()));
    } catch (InvalidProtocolBufferException malformed) {
      failure.completeExceptionally(malformed);
    }
  }

  private void fail(Throwable cause) {
    if (cause instanceof FailureException expected) {
      failure.complete(expected.failure());
    } else {
      failure.completeExceptionally(cause);
    }
  }

  /** Reads, and returns when it is live. */
  Listening live() {
    read();
    Awaitility.await().until(() -> !messages.isEmpty());
    return this;
  }

  /** Reads from now on. */
  void read() {
    context.runOnContext(_ -> stream.resume());
  }

  /** Reads no further. */
  void pause() {
    context.runOnContext(_ -> stream.pause());
  }

  /** The posts that came, in the order they came in. */
  List<Long> posts() {
    return FeedSystem.ids(
        messages.stream()
            .filter(StreamFeedResponse::hasItem)
            .map(StreamFeedResponse::getItem)
            .toList());
  }

  StreamFeedResponse last() {
    return messages.getLast();
  }

  /** Returns when this post has come. */
  void awaitPost(long post) {
    Awaitility.await().until(() -> posts().contains(post));
  }

  /** What it ended with. */
  Failure failure() {
    return failure.orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Goes away. The id of the last message. */
  String leave() {
    close();
    return messages.isEmpty() ? "" : last().getEventId();
  }

  @Override
  public void close() {
    pause();
    cancellation.cancel();
  }
}
