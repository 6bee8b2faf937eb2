package warble.feed;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import warble.runtime.kafka.RecordWork;
import warble.runtime.kafka.TopicRecord;

/** What an event of a post asks for: that it is fanned out. */
final class PostWork implements RecordWork {

  private final FanOut fanOut;
  private final TopicRecord event;
  private @Nullable FanOutRun run;
  private @Nullable FanOutRun lost;

  PostWork(FanOut fanOut, TopicRecord event) {
    this.fanOut = fanOut;
    this.event = event;
  }

  @Override
  public Future<Void> attempt() {
    return ChangeRecord.isTombstone(event) ? Future.succeededFuture() : run().resume();
  }

  /** The same one at each attempt, for it knows how far it got. */
  private FanOutRun run() {
    if (run == null) {
      run = new FanOutRun(fanOut, PostEvent.of(ChangeRecord.row(event.value())));
    }
    return run;
  }

  /** The timelines that the post does not reach are dropped, so that they are built anew. */
  @Override
  public Future<Void> giveUp() {
    var author = ChangeRecord.key(event);
    return author.isPresent() ? lost(author.getAsLong()).resume() : Future.succeededFuture();
  }

  /** The same one each time, as with the attempts. */
  private FanOutRun lost(long author) {
    if (lost == null) {
      lost = new FanOutRun(fanOut, PostEvent.lost(author));
    }
    return lost;
  }
}
