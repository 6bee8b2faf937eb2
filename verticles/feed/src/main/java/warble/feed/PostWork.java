package warble.feed;

import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import warble.runtime.kafka.RecordWork;
import warble.runtime.kafka.TopicRecord;

/** What an event of a post asks for: that it is fanned out. */
final class PostWork implements RecordWork {

  private final FanOut fanOut;
  private final Function<News, Future<Void>> news;
  private final TopicRecord event;
  private @Nullable FanOutRun run;
  private @Nullable FanOutRun lost;

  PostWork(FanOut fanOut, Function<News, Future<Void>> news, TopicRecord event) {
    this.fanOut = fanOut;
    this.news = news;
    this.event = event;
  }

  @Override
  public Future<Void> attempt() {
    return ChangeRecord.isTombstone(event)
        ? Future.succeededFuture()
        : run().resume().compose(_ -> tell(run().event()));
  }

  /** After the timelines are written, or who begins to listen meanwhile would see it nowhere. */
  private Future<Void> tell(PostEvent done) {
    return done.kind() == PostEvent.Kind.CREATED
        ? news.apply(News.posted(done))
        : Future.succeededFuture();
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
    return author.isPresent() ? giveUp(author.getAsLong()) : Future.succeededFuture();
  }

  private Future<Void> giveUp(long author) {
    return lost(author).resume().compose(_ -> news.apply(News.missed(author)));
  }

  /** The same one each time, as with the attempts. */
  private FanOutRun lost(long author) {
    if (lost == null) {
      lost = new FanOutRun(fanOut, PostEvent.lost(author));
    }
    return lost;
  }
}
