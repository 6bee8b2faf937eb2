package warble.feed;

import io.vertx.core.Future;
import java.util.List;

/**
 * The fan-out of one event, page after page of followers; the next page is read while one is
 * written. Doing a page again changes nothing, but costs; so after a failure it goes on behind the
 * last page that was finished.
 */
final class FanOutRun {

  private final FanOut fanOut;
  private final PostEvent event;

  /** The last of the followers that are done with; they are read in ascending order. */
  private long doneTo;

  FanOutRun(FanOut fanOut, PostEvent event) {
    this.fanOut = fanOut;
    this.event = event;
  }

  /** What is fanned out. */
  PostEvent event() {
    return event;
  }

  /** Succeeds when every live timeline that the event concerns has been written. */
  Future<Void> resume() {
    return fanOut
        .isPulled(event.author())
        .compose(pulled -> pulled ? Future.succeededFuture() : toFollowers())
        .compose(_ -> fanOut.write(event, List.of(Timeline.authorKey(event.author()))));
  }

  private Future<Void> toFollowers() {
    return fanOut.followers(event.author(), doneTo).compose(this::toPage);
  }

  private Future<Void> toPage(List<Long> page) {
    var next = fanOut.isLast(page) ? none() : fanOut.followers(event.author(), page.getLast());
    return fanOut
        .write(event, page.stream().map(Timeline::homeKey).toList())
        .onSuccess(_ -> done(page))
        .compose(_ -> next)
        .compose(rest -> rest.isEmpty() ? Future.succeededFuture() : toPage(rest));
  }

  private static Future<List<Long>> none() {
    return Future.succeededFuture(List.of());
  }

  private void done(List<Long> page) {
    doneTo = page.isEmpty() ? doneTo : page.getLast();
  }
}
