package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import warble.feed.v1.FeedItem;
import warble.feed.v1.StreamFeedResponse;
import warble.runtime.rpc.Failure;

/**
 * What is new in the feed of one reader, as it comes. What it is told is only a reason to look:
 * that a post exists and is by somebody whom the reader follows is asked when it is sent.
 *
 * <p>Nothing is read before somebody wants it, so that a slow reader costs the ids of what waits.
 * All of it happens on one event loop.
 */
final class LiveFeed implements ReadStream<StreamFeedResponse> {

  private static final int AT_ONCE = 20;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final LiveReader reader;
  private final LiveFeeds feeds;
  private final int most;
  private final Backlog backlog = new Backlog();
  private final Queue<StreamFeedResponse> ready = new ArrayDeque<>();
  private long[] sources = {};
  private @Nullable Handler<StreamFeedResponse> handler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private @Nullable Throwable failure;
  private long demand;
  private boolean reading = true;
  private boolean stale;
  private boolean closed;

  /**
   * A feed of nothing yet, paused.
   *
   * @param most how many posts may wait
   */
  LiveFeed(LiveReader reader, LiveFeeds feeds, int most) {
    this.reader = reader;
    this.feeds = feeds;
    this.most = most;
  }

  /** Begins with what is new from now on. */
  Future<LiveFeed> fromNowOn() {
    return open(following ->
        reader.newest(following).onSuccess(it -> backlog.begin(it.floor(), it.ids(), top(it))));
  }

  private static long top(Slice slice) {
    return slice.ids().isEmpty() ? slice.floor() : slice.ids().getFirst();
  }

  /** Begins with what came after a post, and a little before it. */
  Future<LiveFeed> after(long post) {
    return open(following ->
        reader
            .after(post, following)
            .onSuccess(it -> backlog.begin(it.floor(), List.of(), post))
            .onSuccess(it -> it.ids().forEach(backlog::add)));
  }

  /** Told of what happens before it reads what has happened, it lets nothing fall between. */
  private Future<LiveFeed> open(Function<Following, Future<Slice>> begin) {
    concern(new long[] {reader.id()});
    return reader
        .read(() -> followed().compose(begin))
        .onSuccess(_ -> begun())
        .onFailure(_ -> close())
        .map(this);
  }

  private Future<Following> followed() {
    return reader.following().onSuccess(following -> concern(following.sources()));
  }

  /** Takes part in the news of these authors. */
  private void concern(long[] authors) {
    if (!closed) {
      feeds.remove(this, sources);
      feeds.add(this, authors);
      sources = authors;
    }
  }

  private void begun() {
    ready.add(message(backlog.position()).build());
    reading = false;
    go();
  }

  private StreamFeedResponse.Builder message(long position) {
    return StreamFeedResponse.newBuilder().setEventId(reader.eventId(position));
  }

  long reader() {
    return reader.id();
  }

  /** A post of somebody in this feed can be read. */
  void arrived(long post) {
    backlog.add(post);
    if (backlog.size() > most) {
      fail(
          new Failure.ResourceExhausted("TOO_SLOW", "too many posts wait", RETRY_AFTER)
              .exception());
    }
    go();
  }

  /** It may lack something. */
  void catchUp() {
    stale = true;
    go();
  }

  private void go() {
    while (demand > 0 && !ready.isEmpty() && handler != null) {
      demand -= demand == Long.MAX_VALUE ? 0 : 1;
      handler.handle(ready.remove());
    }
    if (demand > 0 && !reading && !closed) {
      readOn();
    }
  }

  private void readOn() {
    if (stale) {
      stale = false;
      read(this::missed);
    } else if (backlog.size() > 0) {
      long before = backlog.position();
      var posts = backlog.take(AT_ONCE);
      read(() -> reader.items(posts).onSuccess(page -> add(page, before)));
    }
  }

  private void read(Supplier<Future<?>> part) {
    reading = true;
    reader.read(() -> part.get().<Void>mapEmpty()).onSuccess(_ -> done()).onFailure(this::fail);
  }

  private Future<Slice> missed() {
    return followed()
        .compose(following -> reader.after(backlog.position(), following))
        .onSuccess(missed -> missed.ids().forEach(backlog::add));
  }

  private void add(FeedPage page, long before) {
    for (FeedItem item : page.items().items()) {
      ready.add(
          message(Math.max(before, item.getPost().getId()))
              .setItem(item)
              .setAuthorMissing(page.authorsMissing())
              .build());
    }
  }

  private void done() {
    reading = false;
    go();
  }

  /** There will be no more, for this reason. */
  void fail(Throwable cause) {
    if (!closed) {
      close();
      failure = cause;
      tell();
    }
  }

  private void tell() {
    if (failure != null && exceptionHandler != null) {
      exceptionHandler.handle(failure);
    }
  }

  /** Nobody reads it any more. */
  void close() {
    if (!closed) {
      closed = true;
      feeds.remove(this, sources);
      ready.clear();
      reader.leave();
    }
  }

  @Override
  public LiveFeed handler(@Nullable Handler<StreamFeedResponse> it) {
    handler = it;
    go();
    return this;
  }

  @Override
  public LiveFeed exceptionHandler(@Nullable Handler<Throwable> it) {
    exceptionHandler = it;
    tell();
    return this;
  }

  /** It does not end of itself. */
  @Override
  public LiveFeed endHandler(@Nullable Handler<Void> it) {
    return this;
  }

  @Override
  public LiveFeed pause() {
    demand = 0;
    return this;
  }

  @Override
  public LiveFeed resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public LiveFeed fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    go();
    return this;
  }
}
