package warble.post;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.ScriptCall;

/**
 * Which posts a user likes, of those they have seen lately: a hash for each user, with 1 and 0.
 *
 * <p>Only the user changes it. Before a change is written its field is taken away, after that it is
 * set; what a reader has looked up fills gaps only. What could not be told to Redis is made good
 * when it is back, by giving up all that it holds of that user.
 */
final class LikedCache {

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private final Vertx vertx;
  private final RedisCommands redis;
  private final Duration ttl;
  private final Duration window;
  private final Set<Long> mistaken = new HashSet<>();

  LikedCache(Vertx vertx, RedisCommands redis, Duration ttl, Duration window) {
    this.vertx = vertx;
    this.redis = redis;
    this.ttl = ttl;
    this.window = window;
  }

  private static String key(long user) {
    return "liked:" + user;
  }

  /** The command that asks for these posts. */
  static Request read(long user, List<Long> posts) {
    Request request = Request.cmd(Command.HMGET).arg(key(user));
    posts.forEach(post -> request.arg(post.longValue()));
    return request;
  }

  /** What {@link #read} was answered with. */
  static Map<Long, Boolean> found(List<Long> posts, Response answers) {
    Map<Long, Boolean> liked = new HashMap<>();
    for (int i = 0; i < posts.size(); i++) {
      Response answer = answers.get(i);
      if (answer != null) {
        liked.put(posts.get(i), answer.toInteger() == 1);
      }
    }
    return liked;
  }

  /** The command to be sent before a change is written. */
  static Request forget(Like like) {
    return Request.cmd(Command.HDEL).arg(key(like.user())).arg(like.post());
  }

  /** Remembers changes that were written. */
  Future<Void> changed(Collection<Like> likes) {
    List<ScriptCall> calls =
        likes.stream()
            .map(like ->
                new ScriptCall(key(like.user()), arguments(Map.of(like.post(), like.liked()))))
            .toList();
    return redis
        .runAll(CacheScripts.LIKED_SET, calls)
        .onFailure(_ -> giveUpLater(likes))
        .mapEmpty();
  }

  private void giveUpLater(Collection<Like> likes) {
    if (mistaken.isEmpty()) {
      vertx.setTimer(BETWEEN_ATTEMPTS.toMillis(), _ -> giveUp());
    }
    likes.forEach(like -> mistaken.add(like.user()));
  }

  private void giveUp() {
    List<Long> users = List.copyOf(mistaken);
    redis
        .batch(users.stream().map(user -> Request.cmd(Command.DEL).arg(key(user))).toList())
        .onSuccess(_ -> users.forEach(mistaken::remove))
        .onComplete(_ -> {
          if (!mistaken.isEmpty()) {
            vertx.setTimer(BETWEEN_ATTEMPTS.toMillis(), _ -> giveUp());
          }
        });
  }

  /** Remembers what was looked up: which of these posts the user likes. */
  Future<Void> fill(long user, Collection<Long> posts, Set<Long> liked) {
    Map<Long, Boolean> answers = new HashMap<>();
    posts.forEach(post -> answers.put(post, liked.contains(post)));
    return redis.run(CacheScripts.LIKED_FILL, List.of(key(user)), arguments(answers)).mapEmpty();
  }

  private List<String> arguments(Map<Long, Boolean> answers) {
    List<String> arguments =
        new ArrayList<>(List.of(Long.toString(ttl.toMillis()), Long.toString(window.toMillis())));
    answers.forEach((post, liked) -> {
      arguments.add(Long.toString(post));
      arguments.add(liked ? "1" : "0");
    });
    return arguments;
  }
}
