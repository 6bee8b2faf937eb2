package warble.post;

import static java.util.stream.Collectors.toSet;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import io.vertx.redis.client.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import warble.post.LikeRepository.Written;
import warble.runtime.postgres.ReadServers;

/**
 * Writes likes in batches: all that arrive while one is written go into the next. A quiet service
 * so writes each at once, and a viral post costs one lock of its row for hundreds of likes.
 *
 * <p>One for each verticle instance, on its event loop.
 */
final class LikeWriter {

  /** A statement of some milliseconds. */
  private static final int LARGEST_BATCH = 500;

  /** Likes wait for a batch; more than these would only wait to time out. */
  private static final int LONGEST_QUEUE = 20_000;

  private static final int ATTEMPTS = 4;

  private static final String DEADLOCK = "40P01";

  private final LikeRepository primary;
  private final ReadYourWrites reads;
  private final LiveCounts counts;
  private final LikedCache likedCache;
  private final PostLoader loader;
  private final Deque<Wish> waiting = new ArrayDeque<>();
  private boolean writing;

  /** A like and who waits for it. */
  private record Wish(Like like, Promise<Integer> count) {}

  /** A post and a user. */
  private record Pair(long post, long user) {}

  LikeWriter(ReadYourWrites reads, LiveCounts counts, LikedCache likedCache, PostLoader loader) {
    this.primary = new LikeRepository(reads.servers().primaryOnly());
    this.reads = reads;
    this.counts = counts;
    this.likedCache = likedCache;
    this.loader = loader;
  }

  /** Makes it true, and answers how many users like the post then. */
  Future<Integer> write(Like like) {
    if (waiting.size() >= LONGEST_QUEUE) {
      return ReadServers.busy();
    }
    Promise<Integer> count = Promise.promise();
    waiting.add(new Wish(like, count));
    writeNext();
    return count.future();
  }

  private void writeNext() {
    if (!writing && !waiting.isEmpty()) {
      writing = true;
      write(takeBatch())
          .onComplete(_ -> {
            writing = false;
            writeNext();
          });
    }
  }

  /** The second wish for the same pair has to wait until the first is fulfilled. */
  private List<Wish> takeBatch() {
    List<Wish> batch = new ArrayList<>();
    Set<Pair> pairs = new HashSet<>();
    while (!waiting.isEmpty() && batch.size() < LARGEST_BATCH) {
      Like like = waiting.getFirst().like();
      if (!pairs.add(new Pair(like.post(), like.user()))) {
        break;
      }
      batch.add(waiting.removeFirst());
    }
    return batch;
  }

  private Future<Map<Long, Integer>> write(List<Wish> batch) {
    List<Like> likes = batch.stream().map(Wish::like).toList();
    return counts
        .before(postsOf(likes), likes.stream().map(LikedCache::forget).toList())
        .compose(before -> write(likes, before))
        .onSuccess(now -> batch.forEach(wish -> fulfil(wish, now)))
        .onFailure(failure -> batch.forEach(wish -> wish.count().fail(failure)));
  }

  private static Set<Long> postsOf(List<Like> likes) {
    return likes.stream().map(Like::post).collect(toSet());
  }

  private static void fulfil(Wish wish, Map<Long, Integer> now) {
    Integer count = now.get(wish.like().post());
    if (count == null) {
      wish.count().fail(Posts.unknown(wish.like().post()));
    } else {
      wish.count().complete(count);
    }
  }

  /** The number of likes of each of the posts that exist. */
  private Future<Map<Long, Integer>> write(List<Like> likes, LiveCounts.Before before) {
    return writeRows(likes, ATTEMPTS)
        .compose(written -> tell(likes, written).compose(_ -> counted(likes, before, written)));
  }

  /** Two batches with the same pairs in opposite moods may wait for each other. */
  private Future<Map<Long, Written>> writeRows(List<Like> likes, int attempts) {
    return primary
        .write(likes)
        .recover(failure ->
            attempts > 1 && isDeadlock(failure)
                ? writeRows(likes, attempts - 1)
                : Future.failedFuture(failure));
  }

  private static boolean isDeadlock(Throwable failure) {
    return failure instanceof PgException answer && answer.getSqlState().equals(DEADLOCK);
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
