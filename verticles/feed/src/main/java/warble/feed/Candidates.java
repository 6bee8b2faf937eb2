package warble.feed;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    var own = posts.before(before, List.of(following.reader()), limit);
    return known(before, following.timelines(), limit)
        .onSuccess(known -> build(before, known))
        .compose(known -> rest(before, known, limit))
        .compose(others -> own.map(mine -> Slice.merge(union(others, mine), limit)));
  }

  private Future<Known> known(long before, List<Timeline> asked, int limit) {
    return timelines
        .read(asked, before, limit)
        .recover(failure -> withoutRedis(failure, asked))
        .map(answers -> new Known(asked, answers));
  }

  private static Future<List<Optional<Slice>>> withoutRedis(
      Throwable failure, List<Timeline> asked) {
    return failure instanceof FailureException expected
            && expected.failure() instanceof Failure.Unavailable
        ? Future.succeededFuture(asked.stream().map(_ -> Optional.<Slice>empty()).toList())
        : Future.failedFuture(failure);
  }

  /** In the background: this page is read from Postgres, the next one from Redis. */
  private void build(long before, Known known) {
    if (before == Long.MAX_VALUE) {
      known.missing().forEach(builder::build);
    }
  }

  /** All that is wanted but the reader's own posts. */
  private Future<List<Slice>> rest(long before, Known known, int limit) {
    return posts.before(before, known.missingAuthors(), limit).map(known::with);
  }

  private static List<Slice> union(List<Slice> others, Slice mine) {
    return Stream.concat(others.stream(), Stream.of(mine)).toList();
  }

  /** What Redis answered for each timeline. */
  private record Known(List<Timeline> asked, List<Optional<Slice>> answers) {

    List<Timeline> missing() {
      return IntStream.range(0, asked.size())
          .filter(i -> answers.get(i).isEmpty())
          .mapToObj(asked::get)
          .toList();
    }

    List<Long> missingAuthors() {
      return missing().stream().flatMap(timeline -> timeline.authors().stream()).toList();
    }

    List<Slice> with(Slice rest) {
      return Stream.concat(Stream.of(rest), answers.stream().flatMap(Optional::stream)).toList();
    }
  }
}
