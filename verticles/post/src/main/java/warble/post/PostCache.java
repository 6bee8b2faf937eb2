package warble.post;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import warble.runtime.redis.Lifetime;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.ScriptCall;

/**
 * Posts in Redis, each a {@link CacheEntry} under a key of its own.
 *
 * <p>Losing all of it harms nothing. What a reader puts into it was loaded under a lease that every
 * change breaks, so nothing old comes in after something new.
 */
final class PostCache {

  /** What a change is tried with on a post that was not there: no load has this token. */
  private static final String NO_TOKEN = "-".repeat(CacheEntry.TOKEN_LENGTH);

  private final RedisCommands redis;
  private final boolean cluster;
  private final Duration ttl;
  private final Duration window;

  /**
   * A view of Redis.
   *
   * @param cluster whether Redis is one, where a command may not touch keys of several slots
   * @param ttl how long a post stays, give or take a tenth
   * @param window how long marks, leases and graves stay: longer than the replica may lag
   */
  PostCache(RedisCommands redis, boolean cluster, Duration ttl, Duration window) {
    this.redis = redis;
    this.cluster = cluster;
    this.ttl = ttl;
    this.window = window;
  }

  static String key(long post) {
    return "post:" + post;
  }

  // --- reading
  // ------------------------------------------------------------------------------------

  /** What is here of these posts for this viewer, in one round trip. */
  Future<CachedPosts> read(long viewer, List<Long> ids) {
    List<Request> requests = new ArrayList<>(entries(ids));
    if (viewer != 0) {
      requests.add(LikedCache.read(viewer, ids));
    }
    return redis.batch(requests).map(answers -> found(viewer, ids, answers));
  }

  /** A batch is grouped by node; one command for all keys is twice as fast where there is one. */
  private List<Request> entries(List<Long> ids) {
    if (cluster) {
      return ids.stream().map(id -> Request.cmd(Command.GET).arg(key(id))).toList();
    }
    Request all = Request.cmd(Command.MGET);
    ids.forEach(id -> all.arg(key(id)));
    return List.of(all);
  }

  private CachedPosts found(long viewer, List<Long> ids, List<@Nullable Response> answers) {
    Map<Long, CacheEntry> entries = HashMap.newHashMap(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      Response entry = cluster ? answers.get(i) : multi(answers.getFirst()).get(i);
      entries.put(ids.get(i), CacheEntry.of(ids.get(i), entry));
    }
    return new CachedPosts(
        entries, viewer == 0 ? Map.of() : LikedCache.found(ids, multi(answers.getLast())));
  }

  private static Response multi(@Nullable Response answer) {
    return Objects.requireNonNull(answer);
  }

  // --- loading
  // ------------------------------------------------------------------------------------

  static String newToken() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  /** Takes the leases of posts that are not here. */
  Future<Leases> lease(String token, List<Long> ids) {
    return redis
        .runAll(CacheScripts.LEASE, calls(ids, token, Lifetime.millis(window)))
        .map(answers -> Leases.of(ids, answers));
  }

  /** Ends leases: with the posts that were loaded; those of {@code ids} that do not exist go. */
  Future<Void> settle(String token, Collection<Long> ids, Map<Long, Post> loaded) {
    List<ScriptCall> calls =
        ids.stream().map(id -> new ScriptCall(key(id), settlement(token, loaded.get(id)))).toList();
    return redis.runAll(CacheScripts.SETTLE, calls).mapEmpty();
  }

  private List<String> settlement(String token, @Nullable Post post) {
    return List.of(token, post == null ? "" : CacheEntry.text(token, post), Lifetime.jittered(ttl));
  }

  /** Ends leases of posts that the primary alone can tell of, and did not. */
  Future<Void> release(String token, Collection<Long> ids) {
    return redis
        .runAll(CacheScripts.SETTLE, calls(ids, token, "P", Lifetime.millis(window)))
        .mapEmpty();
  }

  // --- changing
  // -----------------------------------------------------------------------------------

  /** The command that brings a new post in, unless it has been changed or deleted already. */
  Request write(Post post) {
    return Request.cmd(Command.SET)
        .arg(key(post.id()))
        .arg(CacheEntry.text(newToken(), post))
        .arg("NX")
        .arg("PX")
        .arg(Lifetime.jittered(ttl));
  }

  /** The command that buries a post: nothing that somebody loaded before gets in. */
  Request bury(long post) {
    return Request.cmd(Command.SET).arg(key(post)).arg("D").arg("PX").arg(Lifetime.millis(window));
  }

  /** Buries posts. */
  Future<Void> bury(List<Long> posts) {
    return redis.batch(posts.stream().map(this::bury).toList()).mapEmpty();
  }

  /**
   * The commands that tell the tokens of posts, to be asked for before counts are changed in the
   * database, in the order of {@code posts}.
   */
  static List<Request> tokens(Set<Long> posts) {
    return new TreeSet<>(posts)
        .stream()
            .map(post ->
                Request.cmd(Command.GETRANGE).arg(key(post)).arg(0).arg(CacheEntry.COUNTS_AT - 1))
            .toList();
  }

  /** The tokens that {@link #tokens(Set)} were answered with. */
  static Map<Long, String> tokens(Set<Long> posts, List<@Nullable Response> answers) {
    Map<Long, String> tokens = new HashMap<>();
    int i = 0;
    for (long post : new TreeSet<>(posts)) {
      String head = String.valueOf(answers.get(i++));
      tokens.put(post, head.startsWith("V") ? head.substring(1) : NO_TOKEN);
    }
    return tokens;
  }

  /**
   * Changes the counts of a post after that was committed.
   *
   * @param token what it had before the change began, if anything
   * @return the counts now; empty when it is not here, or was loaded meanwhile
   */
  Future<Optional<Counts>> change(long post, @Nullable String token, Counts by) {
    return redis
        .run(
            CacheScripts.CHANGE,
            List.of(key(post)),
            List.of(
                token == null ? NO_TOKEN : token,
                Integer.toString(by.likes()),
                Integer.toString(by.comments()),
                Lifetime.millis(window)))
        .map(PostCache::counts);
  }

  private static Optional<Counts> counts(@Nullable Response answer) {
    return answer == null
        ? Optional.empty()
        : Optional.of(
            new Counts(answer.get(0).toInteger(), answer.get(1).toInteger()).atLeastZero());
  }

  /** Has posts loaded again by whoever wants them next. */
  Future<Void> forget(Collection<Long> posts) {
    return redis.runAll(CacheScripts.FORGET, calls(posts, Lifetime.millis(window))).mapEmpty();
  }

  private static List<ScriptCall> calls(Collection<Long> posts, String... arguments) {
    return posts.stream().map(post -> new ScriptCall(key(post), List.of(arguments))).toList();
  }
}
