package warble.post;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import warble.runtime.postgres.ReadServers;

/**
 * Brings posts from the database into the cache: each by one loader at a time, whose lease in Redis
 * the others wait for. Every change breaks the lease, so what they wait for is not older than their
 * question.
 */
final class PostLoader {

  /** How long a load by somebody else is waited for, and how often it is looked after. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final int PAUSES = 20;

  private final Vertx vertx;
  private final PostCache cache;
  private final ReadYourWrites reads;

  PostLoader(Vertx vertx, PostCache cache, ReadYourWrites reads) {
    this.vertx = vertx;
    this.cache = cache;
    this.reads = reads;
  }

  /** Those of these posts that exist, by identifier. */
  Future<Map<Long, Post>> load(List<Long> ids) {
    return loadOrWait(ids, PAUSES);
  }

  /** The same as the primary has them now, past the cache. */
  Future<Map<Long, Post>> fresh(List<Long> ids) {
    return ids.isEmpty()
        ? Future.succeededFuture(Map.of())
        : find(reads.servers().primaryOnly(), ids);
  }

  private Future<Map<Long, Post>> loadOrWait(List<Long> ids, int pauses) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    String token = PostCache.newToken();
    return cache
        .lease(token, ids)
        .transform(leased ->
            leased.failed()
                ? uncached(ids)
                : both(load(token, leased.result()), await(leased.result().busy(), pauses)));
  }

  private static Future<Map<Long, Post>> both(
      Future<Map<Long, Post>> one, Future<Map<Long, Post>> other) {
    return Future.all(one, other)
        .map(_ ->
            Stream.of(one, other)
                .flatMap(part -> part.result().values().stream())
                .collect(toMap(Post::id, post -> post)));
  }

  /** What is too young for the replica is asked of the primary, as is what was changed lately. */
  private Future<Map<Long, Post>> load(String token, Leases leases) {
    List<Long> fromPrimary = new ArrayList<>(leases.fromPrimary());
    leases.fromReplica().stream().filter(reads::isYoung).forEach(fromPrimary::add);
    List<Long> fromReplica =
        leases.fromReplica().stream().filter(id -> !reads.isYoung(id)).toList();
    return both(loadOld(token, fromReplica), loadYoung(token, fromPrimary));
  }

  /** When nobody serves it nobody does so for the next reader either, so it leaves no mark. */
  private Future<Map<Long, Post>> loadOld(String token, List<Long> ids) {
    return ids.isEmpty()
        ? Future.succeededFuture(Map.of())
        : reads
            .servers()
            .inStep(server -> find(server, ids))
            .compose(found -> settled(token, ids, found))
            .onFailure(_ -> cache.settle(token, ids, Map.of()))
            .recover(failure -> ifAway(failure, ids));
  }

  private Future<Map<Long, Post>> loadYoung(String token, List<Long> ids) {
    return ids.isEmpty()
        ? Future.succeededFuture(Map.of())
        : find(reads.servers().primaryOnly(), ids)
            .compose(found -> settled(token, ids, found))
            .onFailure(_ -> cache.release(token, ids))
            .recover(failure -> ifAway(failure, ids));
  }

  private Future<Map<Long, Post>> settled(String token, List<Long> ids, Map<Long, Post> found) {
    return cache.settle(token, ids, found).otherwiseEmpty().map(found);
  }

  /** Without the primary, what the replica has will do, but not to say that a post is not there. */
  private Future<Map<Long, Post>> ifAway(Throwable failure, List<Long> ids) {
    return ReadServers.isAway(failure) ? stale(ids, failure) : Future.failedFuture(failure);
  }

  private Future<Map<Long, Post>> stale(List<Long> ids, Throwable away) {
    return reads
        .servers()
        .replica(server -> find(server, ids))
        .compose(found ->
            ids.stream().anyMatch(id -> !found.containsKey(id) && reads.isYoung(id))
                ? Future.failedFuture(away)
                : Future.succeededFuture(found));
  }

  // --- loaded by others
  // ---------------------------------------------------------------------------

  private Future<Map<Long, Post>> await(List<Long> busy, int pauses) {
    if (busy.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return pauses == 0
        ? uncached(busy)
        : vertx
            .timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
            .compose(_ -> cache.read(0, busy))
            .transform(read ->
                read.failed()
                    ? uncached(busy)
                    : both(
                        present(read.result()), loadOrWait(read.result().missing(), pauses - 1)));
  }

  private static Future<Map<Long, Post>> present(CachedPosts cached) {
    return Future.succeededFuture(byId(cached.present()));
  }

  /** The primary's word, when the cache is away or whoever loads is too slow. */
  private Future<Map<Long, Post>> uncached(List<Long> ids) {
    return reads
        .servers()
        .instead(server -> find(server, ids))
        .recover(failure -> ifAway(failure, ids));
  }

  private static Future<Map<Long, Post>> find(SqlClient server, List<Long> ids) {
    return new PostRepository(server).find(ids).map(PostLoader::byId);
  }

  private static Map<Long, Post> byId(List<Post> posts) {
    return posts.stream().collect(toMap(Post::id, post -> post));
  }
}
