package warble.feed;

import io.vertx.core.Future;
import warble.runtime.kafka.RecordWork;
import warble.runtime.kafka.TopicRecord;

/** What an event of a post asks for: that it is fanned out. */
final class PostWork implements RecordWork {

  private final FanOut fanOut;
  private final TopicRecord event;

  PostWork(FanOut fanOut, TopicRecord event) {
    this.fanOut = fanOut;
    this.event = event;
  }

  @Override
  public Future<Void> attempt() {
    return ChangeRecord.isTombstone(event)
        ? Future.succeededFuture()
        : fanOut.deliver(PostEvent.of(ChangeRecord.row(event.value())));
  }

  /** The timelines that the post does not reach are dropped, so that they are built anew. */
  @Override
  public Future<Void> giveUp() {
    var author = ChangeRecord.key(event);
    return author.isPresent()
        ? fanOut.deliver(PostEvent.lost(author.getAsLong()))
        : Future.succeededFuture();
  }
}
