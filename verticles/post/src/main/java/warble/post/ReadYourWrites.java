package warble.post;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.sqlclient.SqlClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import warble.runtime.EntityId;
import warble.runtime.postgres.ReadServers;
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

  private final ReadServers servers;
  private final RedisCommands redis;
  private final Duration window;

  ReadYourWrites(ReadServers servers, RedisCommands redis, Duration window) {
    this.servers = servers;
    this.redis = redis;
    this.window = window;
  }

  /**
   * Does what has to be done before a change is acknowledged; a Redis that is away is no excuse.
   */
  Future<Void> tell(List<Request> changes) {
    return redis.batch(changes).otherwiseEmpty().mapEmpty();
  }

  /** The command that remembers that this user has written, liked or deleted something. */
  Request wrote(long user) {
    return wrote(user, window);
  }

  /** The same for a window that is known elsewhere. */
  static Request wrote(long user, Duration window) {
    return mark(userMark(user), window);
  }

  /** The command that remembers that this post, or a comment on it, was deleted. */
  Request deleted(long post) {
    return mark(postMark(post), window);
  }

  private static Request mark(String mark, Duration window) {
    return Request.cmd(Command.SET).arg(mark).arg("").arg("PX").arg(window.toMillis());
  }

  /** Reads what the viewer may just have changed. */
  <T> Future<T> readOf(long viewer, Function<SqlClient, Future<T>> query) {
    return read(List.of(userMark(viewer)), query);
  }

  /** Reads what belongs to a post. */
  <T> Future<T> readOfPost(long viewer, long post, Function<SqlClient, Future<T>> query) {
    return isYoung(post)
        ? servers.primary(query)
        : read(List.of(userMark(viewer), postMark(post)), query);
  }

  /** Reads the list of an author's posts. */
  <T> Future<T> readOfAuthor(long viewer, long author, Function<SqlClient, Future<T>> query) {
    return read(List.of(userMark(viewer), userMark(author)), query);
  }

  /**
   * Reads what the viewer may just have changed, to be kept: what is better than nothing while the
   * primary is away would then stay when it is back.
   */
  <T> Future<T> readToKeep(long viewer, Function<SqlClient, Future<T>> query) {
    return marked(List.of(userMark(viewer)))
        .transform(marked -> {
          if (marked.failed()) {
            return servers.instead(query);
          }
          return marked.result() ? query.apply(servers.primaryOnly()) : servers.inStep(query);
        });
  }

  private <T> Future<T> read(List<String> marks, Function<SqlClient, Future<T>> query) {
    return marked(marks)
        .transform(marked -> {
          if (marked.failed()) {
            return servers.instead(query);
          }
          return marked.result() ? servers.primary(query) : servers.replica(query);
        });
  }

  private Future<Boolean> marked(List<String> marks) {
    return redis
        .batch(marks.stream().map(mark -> Request.cmd(Command.EXISTS).arg(mark)).toList())
        .map(ReadYourWrites::isAnySet);
  }

  private static boolean isAnySet(List<@Nullable Response> answers) {
    return answers.stream().anyMatch(answer -> answer != null && answer.toInteger() == 1);
  }

  /** Whether the replica may not have this post or comment yet. */
  boolean isYoung(long id) {
    return id >= EntityId.firstAt(Clock.systemUTC().instant().minus(window));
  }

  ReadServers servers() {
    return servers;
  }

  private static String userMark(long user) {
    return "recent:user:" + user;
  }

  private static String postMark(long post) {
    return "recent:post:" + post;
  }
}
