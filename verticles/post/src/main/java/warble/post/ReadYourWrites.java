package warble.post;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.sqlclient.SqlClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import warble.runtime.EntityId;
import warble.runtime.postgres.Postgres;
import warble.runtime.redis.RedisCommands;

/**
 * Chooses the server to read from, so that people see what they did, and nobody sees what was
 * deleted.
 *
 * <p>The replica lags. After each change, and before it is acknowledged, the user who made it and
 * the post that lost something are marked in Redis for a while; what concerns a mark is read from
 * the primary. The marks are in Redis because the next read may reach another process. They need
 * not be kept safe: while Redis is away everything is read from the primary, and a mark that was
 * lost shows for no longer than the replica lags.
 */
final class ReadYourWrites {

  private final Postgres postgres;
  private final RedisCommands redis;
  private final Duration window;

  ReadYourWrites(Postgres postgres, RedisCommands redis, Duration window) {
    this.postgres = postgres;
    this.redis = redis;
    this.window = window;
  }

  /** Remembers that this user has written, liked or deleted something. */
  Future<Void> wrote(long user) {
    return mark(List.of(userMark(user)));
  }

  /** Remembers that this user has deleted this post, or a comment on it. */
  Future<Void> deleted(long user, long post) {
    return mark(List.of(userMark(user), postMark(post)));
  }

  private Future<Void> mark(List<String> marks) {
    return redis.batch(marks.stream().map(this::set).toList()).otherwiseEmpty().mapEmpty();
  }

  private Request set(String mark) {
    return Request.cmd(Command.SET).arg(mark).arg("").arg("PX").arg(window.toMillis());
  }

  /** Where to read posts from. A young one that is not there may still be on the primary. */
  Future<SqlClient> sourceOf(long viewer, List<Long> posts) {
    List<String> marks = new ArrayList<>(List.of(userMark(viewer)));
    posts.forEach(post -> marks.add(postMark(post)));
    return source(marks);
  }

  /** Where to read what belongs to a post from. */
  Future<SqlClient> sourceOf(long viewer, long post) {
    return isYoung(post)
        ? Future.succeededFuture(primary())
        : source(List.of(userMark(viewer), postMark(post)));
  }

  /** Where to read the list of an author's posts from. */
  Future<SqlClient> sourceOfAuthor(long viewer, long author) {
    return source(List.of(userMark(viewer), userMark(author)));
  }

  private Future<SqlClient> source(List<String> marks) {
    return redis
        .batch(marks.stream().map(mark -> Request.cmd(Command.EXISTS).arg(mark)).toList())
        .map(ReadYourWrites::isAnySet)
        .otherwise(true)
        .map(recent -> recent ? postgres.primary() : postgres.replica());
  }

  private static boolean isAnySet(List<Response> answers) {
    return answers.stream().anyMatch(answer -> answer.toInteger() == 1);
  }

  /** Whether the replica may not have this post or comment yet. */
  boolean isYoung(long id) {
    return id >= EntityId.firstAt(Clock.systemUTC().instant().minus(window));
  }

  SqlClient primary() {
    return postgres.primary();
  }

  private static String userMark(long user) {
    return "recent:user:" + user;
  }

  private static String postMark(long post) {
    return "recent:post:" + post;
  }
}
