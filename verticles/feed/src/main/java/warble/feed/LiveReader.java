package warble.feed;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.RpcContext;

/** What a live feed reads, on behalf of who listens to it. */
final class LiveReader {

  private final Live live;
  private final RpcContext call;
  private final long id;

  LiveReader(Live live, RpcContext call) {
    this.live = live;
    this.call = call;
    this.id = call.userId();
  }

  long id() {
    return id;
  }

  String eventId(long position) {
    return live.tokens().seal(FeedRpcs.list(id), position);
  }

  /** Runs a part of the reading when it is its turn, with a deadline of its own. */
  <T> Future<T> read(Supplier<Future<T>> part) {
    return live.permits().run(() -> live.rpc().with(inTime(), part));
  }

  private RpcContext inTime() {
    return new RpcContext(
        call.caller(),
        Deadline.after(live.config().timeout()),
        call.cancellation(),
        call.metadata());
  }

  Future<Following> following() {
    return live.graph().following(id);
  }

  /** Says that this reader listens no more. */
  void leave() {
    live.listeners().leave(id);
  }

  /** The newest posts of the feed, a few. */
  Future<Slice> newest(Following following) {
    return live.reader().newest(following);
  }

  /** The posts after one, and those of the time before it that may have been late. */
  Future<Slice> after(long post, Following following) {
    return live.reader().after(live.overlapping(post), following, live.config().backlog() / 2);
  }

  /** The items of these posts, without those that are not in the feed. */
  Future<FeedPage> items(List<Long> posts) {
    return live.reader().items(id, posts);
  }
}
