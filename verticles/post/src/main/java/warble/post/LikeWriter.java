package warble.post;

import static java.util.stream.Collectors.toSet;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import warble.post.LikeRepository.Written;
import warble.runtime.postgres.BatchWriter;
import warble.runtime.postgres.ReadServers;
import warble.runtime.rpc.Rpc;

/** Writes likes in batches, and tells the caches what has become of them. */
final class LikeWriter {

  private final LikeRepository primary;
  private final ReadYourWrites reads;
  private final LiveCounts counts;
  private final LikedCache likedCache;
  private final PostLoader loader;
  private final BatchWriter<Like, Map<Long, Integer>, Integer> batches;

  /** A post and a user. */
  private record Pair(long post, long user) {

    static Pair of(Like like) {
      return new Pair(like.post(), like.user());
    }
  }

  LikeWriter(
      Rpc rpc, ReadYourWrites reads, LiveCounts counts, LikedCache likedCache, PostLoader loader) {
    this.primary = new LikeRepository(reads.servers().primaryOnly());
    this.reads = reads;
    this.counts = counts;
    this.likedCache = likedCache;
    this.loader = loader;
    this.batches = new BatchWriter<>(rpc, Pair::of, this::write, LikeWriter::countOf);
  }

  /** Makes it true, and answers how many users like the post then. */
  Future<Integer> write(Like like) {
    return batches.write(like);
  }

  private static Future<Integer> countOf(Map<Long, Integer> counts, Like like) {
    Integer count = counts.get(like.post());
    return count == null
        ? Future.failedFuture(Posts.unknown(like.post()))
        : Future.succeededFuture(count);
  }

  /** The number of likes of each of the posts that exist. */
  private Future<Map<Long, Integer>> write(List<Like> likes) {
    return counts
        .before(postsOf(likes), likes.stream().map(LikedCache::forget).toList())
        .compose(before -> write(likes, before));
  }

  private static Set<Long> postsOf(List<Like> likes) {
    return likes.stream().map(Like::post).collect(toSet());
  }

  private Future<Map<Long, Integer>> write(List<Like> likes, LiveCounts.Before before) {
    return primary
        .write(likes)
        .onFailure(failure -> doubt(failure, likes))
        .compose(written -> tell(likes, written).compose(_ -> counted(likes, before, written)));
  }

  /** A server that went away while it was asked may have written them. */
  private void doubt(Throwable failure, List<Like> likes) {
    if (ReadServers.isAway(failure)) {
      counts.doubt(postsOf(likes));
      likedCache.doubt(likes);
    }
  }

  private Future<Void> tell(List<Like> likes, Map<Long, Written> written) {
    List<Like> done = likes.stream().filter(like -> written.containsKey(like.post())).toList();
    List<Request> marks = done.stream().map(like -> reads.wrote(like.user())).toList();
    return Future.join(reads.tell(marks), likedCache.changed(done)).otherwiseEmpty().mapEmpty();
  }

  private Future<Map<Long, Integer>> counted(
      List<Like> likes, LiveCounts.Before before, Map<Long, Written> written) {
    Map<Long, Counts> changes = new HashMap<>();
    written.forEach((post, rows) -> changes.put(post, rows.change()));
    return counts
        .changed(before, changes)
        .compose(known -> completed(known, written.keySet(), repeated(likes, written)));
  }

  /**
   * Posts of which something was as wanted already: perhaps by a call that has committed it and is
   * about to change the cache.
   */
  private static Set<Long> repeated(List<Like> likes, Map<Long, Written> written) {
    Map<Long, Integer> wanted = new HashMap<>();
    likes.forEach(like -> wanted.merge(like.post(), 1, Integer::sum));
    return written.entrySet().stream()
        .filter(post ->
            post.getValue().added() + post.getValue().removed()
                < wanted.getOrDefault(post.getKey(), 0))
        .map(Map.Entry::getKey)
        .collect(toSet());
  }

  /** Counts that the cache cannot tell are loaded into it, those it may not know yet are asked. */
  private Future<Map<Long, Integer>> completed(
      Map<Long, Counts> known, Set<Long> posts, Set<Long> repeated) {
    List<Long> unknown =
        posts.stream().filter(id -> !known.containsKey(id) && !repeated.contains(id)).toList();
    Map<Long, Integer> counts = new HashMap<>();
    known.forEach((post, now) -> counts.put(post, now.likes()));
    return Future.all(loader.load(unknown), loader.fresh(List.copyOf(repeated)))
        .onSuccess(loads -> loads.<Map<Long, Post>>list().forEach(loaded -> add(loaded, counts)))
        .map(counts);
  }

  private static void add(Map<Long, Post> loaded, Map<Long, Integer> counts) {
    loaded.forEach((id, post) -> counts.put(id, post.counts().likes()));
  }
}
