package warble.feed;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * The ids of the posts that a feed may show: what Redis knows, and the rest from Postgres.
 *
 * <p>The reader's own posts always come from Postgres, so that a post shows before its event has
 * arrived.
 */
final class Candidates {

  private final Timelines timelines;
  private final TimelineBuilder builder;
  private final PostLists posts;

  Candidates(Timelines timelines, TimelineBuilder builder, PostLists posts) {
    this.timelines = timelines;
    this.builder = builder;
    this.posts = posts;
  }

  /** The next posts before one; at least one of them unless nothing is older. */
  Future<Slice> before(long before, Following following, int limit) {
    var asked = following.timelines();
    return timelines
        .read(asked, before, limit)
        .recover(failure -> withoutRedis(failure, asked))
        .compose(known -> complete(before, following, new Known(asked, known), limit));
  }

  private static Future<List<Optional<Slice>>> withoutRedis(
      Throwable failure, List<Timeline> asked) {
    return failure instanceof FailureException expected
            && expected.failure() instanceof Failure.Unavailable
        ? Future.succeededFuture(asked.stream().map(_ -> Optional.<Slice>empty()).toList())
        : Future.failedFuture(failure);
  }

  private Future<Slice> complete(long before, Following following, Known known, int limit) {
    if (before == Long.MAX_VALUE) {
      // In the background: this page is read from Postgres, the next one from Redis.
      known.missing().forEach(builder::build);
    }
    return posts
        .before(before, following.withReader(known.missing()), limit)
        .map(rest -> Slice.merge(known.with(rest), limit));
  }

  /** What Redis answered for each timeline. */
  private record Known(List<Timeline> asked, List<Optional<Slice>> answers) {

    List<Timeline> missing() {
      return IntStream.range(0, asked.size())
          .filter(i -> answers.get(i).isEmpty())
          .mapToObj(asked::get)
          .toList();
    }

    List<Slice> with(Slice rest) {
      var slices = new ArrayList<>(List.of(rest));
      answers.forEach(answer -> answer.ifPresent(slices::add));
      return slices;
    }
  }
}
