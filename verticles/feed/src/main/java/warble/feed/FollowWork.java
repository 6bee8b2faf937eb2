package warble.feed;

import io.vertx.core.Future;
import java.util.function.Function;
import warble.runtime.kafka.RecordWork;
import warble.runtime.kafka.TopicRecord;

/** What an event of a follow asks for: that the timeline of who follows is brought in line. */
final class FollowWork implements RecordWork {

  private final Backfill backfill;
  private final Function<News, Future<Void>> news;
  private final TopicRecord event;

  FollowWork(Backfill backfill, Function<News, Future<Void>> news, TopicRecord event) {
    this.backfill = backfill;
    this.news = news;
    this.event = event;
  }

  @Override
  public Future<Void> attempt() {
    return ChangeRecord.isTombstone(event)
        ? Future.succeededFuture()
        : refresh(ChangeRecord.id(ChangeRecord.row(event.value()), "follower_id"));
  }

  private Future<Void> refresh(long reader) {
    return backfill.refresh(reader).compose(_ -> news.apply(News.follows(reader)));
  }

  /** The timeline is dropped, so that it is built anew. */
  @Override
  public Future<Void> giveUp() {
    var reader = ChangeRecord.key(event);
    return reader.isPresent() ? drop(reader.getAsLong()) : Future.succeededFuture();
  }

  private Future<Void> drop(long reader) {
    return backfill.drop(reader).compose(_ -> news.apply(News.follows(reader)));
  }
}
