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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import warble.runtime.redis.Amends;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.ScriptCall;

/**
 * Which posts a user likes, of those they have seen lately: a hash for each user, with 1 and 0.
 *
 * <p>Only the user changes it. Before a change is written its field is taken away, after that it is
 * set; what a reader has looked up fills gaps only. Of a change that Redis could not be told of, or
 * that may have been written or not, amends are made by giving up all that it holds of that user.
 *
 * <p>Two things may leave a wrong answer here until it expires: opposite calls of one user for one
 * post that overlap in two verticle instances, for Redis may hear of them in another order than the
 * database; and an outage in which a hundred thousand others liked something later.
 */
final class LikedCache {

  private final RedisCommands redis;
  private final Duration ttl;
  private final Duration window;
  private final Amends amends;

  LikedCache(
      Vertx vertx,
      Supplier<Future<Void>> primaryAnswers,
      RedisCommands redis,
      Duration ttl,
      Duration window) {
    this(vertx, primaryAnswers, redis, ttl, window, Amends.MOST);
  }

  /** One that remembers fewer or more users who have to be given up. */
  LikedCache(
      Vertx vertx,
      Supplier<Future<Void>> primaryAnswers,
      RedisCommands redis,
      Duration ttl,
      Duration window,
      int most) {
    this.redis = redis;
    this.ttl = ttl;
    this.window = window;
    this.amends = new Amends(vertx, primaryAnswers, most, this::giveUp);
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
    return redis.runAll(CacheScripts.LIKED_SET, calls).onFailure(_ -> doubt(likes)).mapEmpty();
  }

  /** To be called when nobody knows whether these changes were written. */
  void doubt(Collection<Like> likes) {
    amends.owe(likes.stream().map(Like::user).toList());
  }

  /** What is looked up next must not come from a replica that lacks what is in doubt. */
  private Future<?> giveUp(List<Long> users) {
    return redis.batch(
        users.stream()
            .flatMap(user ->
                Stream.of(
                    ReadYourWrites.wrote(user, window), Request.cmd(Command.DEL).arg(key(user))))
            .toList());
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
