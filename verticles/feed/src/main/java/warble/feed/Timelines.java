package warble.feed;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.Script;
import warble.runtime.redis.ScriptCall;

/** The timelines in Redis. */
final class Timelines {

  private final RedisCommands redis;
  private final boolean cluster;
  private final int capacity;
  private final String ttlMillis;

  /**
   * The timelines there.
   *
   * @param cluster whether Redis is one, where a script may not touch keys of several slots
   */
  Timelines(RedisCommands redis, boolean cluster, FeedConfig.Limits limits) {
    this.redis = redis;
    this.cluster = cluster;
    this.capacity = limits.capacity();
    this.ttlMillis = Long.toString(limits.ttl().toMillis());
  }

  /** The most posts that a timeline keeps. */
  int capacity() {
    return capacity;
  }

  /**
   * Reads a stretch of each of these timelines, in one round trip.
   *
   * @return for each, the stretch; empty when Redis cannot tell what comes before that post
   */
  Future<List<Optional<Slice>>> read(List<Timeline> timelines, long before, int limit) {
    return redis
        .runAll(
            TimelineScripts.READ,
            timelines.stream().map(timeline -> readCall(timeline, before, limit)).toList())
        .map(answers -> answers.stream().map(Timelines::slice).toList());
  }

  private ScriptCall readCall(Timeline timeline, long before, int limit) {
    return new ScriptCall(
        timeline.key(),
        List.of(timeline.version(), Long.toString(before), Integer.toString(limit), ttlMillis));
  }

  private static Optional<Slice> slice(@Nullable Response answer) {
    if (answer == null || answer.size() == 0) {
      return Optional.empty();
    }
    List<Long> ids = answer.stream().map(Response::toLong).toList();
    return Optional.of(
        ids.getLast() == 0
            ? new Slice(ids.subList(0, ids.size() - 1), 0)
            : new Slice(ids, ids.getLast()));
  }

  /** Does what happened to a post to the timelines with these keys, as far as they are live. */
  Future<Void> apply(PostEvent event, List<String> keys) {
    var post = Long.toString(event.post());
    return switch (event.kind()) {
      case CREATED -> toEach(TimelineScripts.ADD, keys, List.of(post, most(), trimmedTo()));
      case DELETED -> toEach(TimelineScripts.REMOVE, keys, List.of(post));
      case LOST -> drop(keys);
    };
  }

  private String most() {
    return Integer.toString(capacity);
  }

  /** An eighth less than is kept, so that trimming is rare; two more for the version and itself. */
  private String trimmedTo() {
    return Integer.toString(capacity - capacity / 8 + 2);
  }

  /** Forgets timelines: who reads them has them built anew. */
  Future<Void> drop(List<String> keys) {
    return toEach(TimelineScripts.DROP, keys, List.of());
  }

  private Future<Void> toEach(Script script, List<String> keys, List<String> arguments) {
    var calls = grouped(keys, cluster).stream().map(group -> new ScriptCall(group, arguments));
    return redis.runAll(script, calls.toList()).mapEmpty();
  }

  /**
   * Keys that one script may touch: all of them, which is much the fastest; on a cluster each
   * alone, for with 16,384 slots hardly two of a batch share one.
   */
  static List<List<String>> grouped(List<String> keys, boolean cluster) {
    return cluster ? keys.stream().map(List::of).toList() : List.of(keys);
  }

  /** Makes a timeline live so that it can be completed. Its token. */
  Future<String> build(Timeline timeline) {
    return begin(TimelineScripts.BUILD, timeline).map(Optional::orElseThrow);
  }

  /** Empties a timeline, if it is live, so that it can be completed. Its token. */
  Future<Optional<String>> rebuild(Timeline timeline) {
    return begin(TimelineScripts.REBUILD, timeline);
  }

  private Future<Optional<String>> begin(Script script, Timeline timeline) {
    var token = "b" + UUID.randomUUID();
    return redis
        .run(script, List.of(timeline.key()), List.of(token, ttlMillis))
        .map(answer -> Optional.ofNullable(answer).map(Response::toString));
  }

  /**
   * Completes a timeline, unless it was lost or emptied since the token was given.
   *
   * @param newest the newest posts of its authors, read after the token was given
   */
  Future<Void> complete(Timeline timeline, String token, Slice newest) {
    var arguments = new ArrayList<>(List.of(most(), token, timeline.version(), ttlMillis));
    newest.ids().forEach(id -> arguments.add(Long.toString(id)));
    if (newest.isEnd()) {
      arguments.add("0");
    }
    return redis.run(TimelineScripts.COMPLETE, List.of(timeline.key()), arguments).mapEmpty();
  }
}
