package warble.post;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import warble.runtime.redis.Amends;
import warble.runtime.redis.RedisCommands;

/**
 * The counts that readers see, changed in Redis by whoever changes a row.
 *
 * <p>They are exact unless Redis or the answer of the database is lost between a commit and its
 * change here: then the post is loaded again, in a moment by whoever knows of it, and else at the
 * next flush, which knows every committed change.
 */
final class LiveCounts {

  /** For a change that began before anybody knew of which post. */
  static final Before NOTHING_KNOWN = new Before(Map.of());

  /** What is here of some posts before their counts are changed in the database. */
  record Before(Map<Long, String> tokens) {}

  private final RedisCommands redis;
  private final PostCache cache;
  private final Amends amends;

  LiveCounts(
      Vertx vertx, Supplier<Future<Void>> primaryAnswers, RedisCommands redis, PostCache cache) {
    this.redis = redis;
    this.cache = cache;
    this.amends = new Amends(vertx, primaryAnswers, Amends.MOST, cache::forget);
  }

  /**
   * To be asked for before the change begins.
   *
   * @param more further commands to send with the question
   */
  Future<Before> before(Set<Long> posts, List<Request> more) {
    List<Request> requests = new ArrayList<>(PostCache.tokens(posts));
    requests.addAll(more);
    return redis
        .batch(requests)
        .map(answers -> new Before(PostCache.tokens(posts, answers)))
        .otherwise(NOTHING_KNOWN);
  }

  /**
   * To be called after the commit.
   *
   * @return the counts now, of those posts for which the cache can tell
   */
  Future<Map<Long, Counts>> changed(Before before, Map<Long, Counts> changes) {
    Map<Long, Future<Optional<Counts>>> answers = new HashMap<>();
    changes.forEach((post, by) -> answers.put(post, changed(before, post, by)));
    return Future.join(List.copyOf(answers.values()))
        .transform(_ -> Future.succeededFuture(known(answers)));
  }

  private Future<Optional<Counts>> changed(Before before, long post, Counts by) {
    return cache.change(post, before.tokens().get(post), by).onFailure(_ -> doubt(Set.of(post)));
  }

  /** To be called when nobody knows whether changes of these posts were committed. */
  void doubt(Set<Long> posts) {
    amends.owe(posts);
  }

  private static Map<Long, Counts> known(Map<Long, Future<Optional<Counts>>> answers) {
    Map<Long, Counts> counts = new HashMap<>();
    answers.forEach((post, answer) -> {
      if (answer.succeeded()) {
        answer.result().ifPresent(known -> counts.put(post, known));
      }
    });
    return counts;
  }
}
