package warble.feed;

import io.vertx.core.Future;

/**
 * Fills timelines in Redis from Postgres.
 *
 * <p>Nothing is lost to a race with the fan-out: the timeline is made live first and Postgres read
 * after that. A post that was committed before the reading is read; the fan-out of one that is
 * committed later finds the timeline live.
 */
final class TimelineBuilder {

  private final Timelines timelines;
  private final PostLists posts;

  TimelineBuilder(Timelines timelines, PostLists posts) {
    this.timelines = timelines;
    this.posts = posts;
  }

  /** Makes a timeline live and complete. */
  Future<Void> build(Timeline timeline) {
    return timelines.build(timeline).compose(token -> complete(timeline, token));
  }

  /** Makes a timeline complete again after a change of whom its reader follows, if it is live. */
  Future<Void> rebuildIfLive(Timeline timeline) {
    return timelines
        .rebuild(timeline)
        .compose(begun ->
            begun.map(token -> complete(timeline, token)).orElseGet(Future::succeededFuture));
  }

  private Future<Void> complete(Timeline timeline, String token) {
    return posts
        .before(Long.MAX_VALUE, timeline.authors(), timelines.capacity())
        .compose(newest -> timelines.complete(timeline, token, newest));
  }
}
