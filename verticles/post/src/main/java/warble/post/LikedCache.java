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
import java.util.LinkedHashSet;
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
 *
 * <p>Two things may leave a wrong answer here until it expires: opposite calls of one user for one
 * post that overlap in two verticle instances, for Redis may hear of them in another order than the
 * database; and an outage in which a hundred thousand others liked something later.
 */
final class LikedCache {

  /** How many users are remembered who have to be given up: some megabytes. */
  private static final int MOST_MISTAKEN = 100_000;

  /** How many are given up at once; a connection refuses more than it can have under way. */
  private static final int ROUND = 1_000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final RedisCommands redis;
  private final Duration ttl;
  private final Duration window;
  private final int most;
  private final LinkedHashSet<Long> mistaken = new LinkedHashSet<>();
  private boolean givingUp;

  LikedCache(Vertx vertx, RedisCommands redis, Duration ttl, Duration window) {
    this(vertx, redis, ttl, window, MOST_MISTAKEN);
  }

  /** One that remembers fewer or more users who have to be given up. */
  LikedCache(Vertx vertx, RedisCommands redis, Duration ttl, Duration window, int most) {
    this.vertx = vertx;
    this.redis = redis;
    this.ttl = ttl;
    this.window = window;
    this.most = most;
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
                new ScriptCall(
                    key(like.user()),
                    arguments(List.of(ttl, window), Map.of(like.post(), like.liked()))))
            .toList();
    return redis
        .runAll(CacheScripts.LIKED_SET, calls)
        .onFailure(_ -> mistaken(likes.stream().map(Like::user).toList()))
        .mapEmpty();
  }

  private void mistaken(List<Long> users) {
    mistaken.addAll(users);
    forgetOldest();
    if (!givingUp) {
      givingUp = true;
      giveUpAfter(FIRST_PAUSE);
    }
  }

  private void forgetOldest() {
    while (mistaken.size() > most) {
      mistaken.removeFirst();
    }
  }

  private void giveUpAfter(Duration pause) {
    vertx.setTimer(pause.toMillis(), _ -> giveUp(pause));
  }

  private void giveUp(Duration pause) {
    List<Long> users = mistaken.stream().limit(ROUND).toList();
    users.forEach(mistaken::remove);
    redis
        .batch(users.stream().map(user -> Request.cmd(Command.DEL).arg(key(user))).toList())
        .onSuccess(_ -> giveUpMore())
        .onFailure(_ -> {
          users.reversed().forEach(mistaken::addFirst);
          forgetOldest();
          giveUpAfter(longer(pause));
        });
  }

  private void giveUpMore() {
    if (mistaken.isEmpty()) {
      givingUp = false;
    } else {
      giveUp(FIRST_PAUSE);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** Remembers what was looked up: which of these posts the user likes. */
  Future<Void> fill(long user, Collection<Long> posts, Set<Long> liked) {
    Map<Long, Boolean> answers = new HashMap<>();
    posts.forEach(post -> answers.put(post, liked.contains(post)));
    return redis
        .run(CacheScripts.LIKED_FILL, List.of(key(user)), arguments(List.of(ttl), answers))
        .mapEmpty();
  }

  private static List<String> arguments(List<Duration> times, Map<Long, Boolean> answers) {
    List<String> arguments = new ArrayList<>();
    times.forEach(time -> arguments.add(Long.toString(time.toMillis())));
    answers.forEach((post, liked) -> {
      arguments.add(Long.toString(post));
      arguments.add(liked ? "1" : "0");
    });
    return arguments;
  }
}
