package warble.feed;

import io.vertx.core.Future;
import warble.runtime.kafka.RecordWork;
import warble.runtime.kafka.TopicRecord;

/** What an event of a follow asks for: that the timeline of who follows is brought in line. */
final class FollowWork implements RecordWork {

  private final Backfill backfill;
  private final TopicRecord event;

  FollowWork(Backfill backfill, TopicRecord event) {
    this.backfill = backfill;
    this.event = event;
  }

  @Override
  public Future<Void> attempt() {
    return ChangeRecord.isTombstone(event)
        ? Future.succeededFuture()
        : backfill.refresh(ChangeRecord.id(ChangeRecord.row(event.value()), "follower_id"));
  }

  /** The timeline is dropped, so that it is built anew. */
  @Override
  public Future<Void> giveUp() {
    var reader = ChangeRecord.key(event);
    return reader.isPresent() ? backfill.drop(reader.getAsLong()) : Future.succeededFuture();
  }
}
