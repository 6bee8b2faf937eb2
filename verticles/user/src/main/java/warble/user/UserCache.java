package warble.user;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import warble.runtime.redis.Amends;
import warble.runtime.redis.Lifetime;
import warble.runtime.redis.RedisCommands;

/**
 * Users in Redis as everybody sees them, each under a key of their own, without their address.
 *
 * <p>A change replaces the entry by a mark, for longer than the replica may lag. While it is there
 * the user is read from the primary and nobody puts anything in its place, so what was read before
 * the change does not come in after it. Losing all of it harms nothing.
 */
final class UserCache {

  private static final String CHANGED = "P";

  /** Before the username; a line each for that, the display name and the rest. */
  private static final char PRESENT = 'V';

  private final RedisCommands redis;
  private final Duration ttl;
  private final Duration window;
  private final Amends amends;

  /**
   * What is here of some users; who is in neither may exist or not.
   *
   * @param present by identifier
   * @param changed of whom the primary alone can tell
   */
  record Found(Map<Long, User> present, Set<Long> changed) {

    static final Found NOTHING = new Found(Map.of(), Set.of());

    boolean knows(long id) {
      return present.containsKey(id) || changed.contains(id);
    }
  }

  /**
   * A view of Redis.
   *
   * @param primaryAnswers succeeds when it does
   * @param ttl how long a user stays, give or take a tenth
   * @param window how long a mark stays
   */
  UserCache(
      Vertx vertx,
      Supplier<Future<Void>> primaryAnswers,
      RedisCommands redis,
      Duration ttl,
      Duration window) {
    this.redis = redis;
    this.ttl = ttl;
    this.window = window;
    this.amends = new Amends(vertx, primaryAnswers, Amends.MOST, this::mark);
  }

  /** What is here of these users, in one round trip. */
  Future<Found> read(List<Long> ids) {
    return redis
        .batch(ids.stream().map(id -> Request.cmd(Command.GET).arg(key(id))).toList())
        .map(answers -> found(ids, answers));
  }

  private static String key(long id) {
    return "user:" + id;
  }

  private static Found found(List<Long> ids, List<@Nullable Response> answers) {
    Found found = new Found(new HashMap<>(), new HashSet<>());
    for (int i = 0; i < ids.size(); i++) {
      Response answer = answers.get(i);
      if (answer != null) {
        add(found, ids.get(i), answer.toString());
      }
    }
    return found;
  }

  private static void add(Found found, long id, String entry) {
    if (entry.equals(CHANGED)) {
      found.changed().add(id);
    } else {
      found.present().put(id, user(id, entry));
    }
  }

  private static User user(long id, String entry) {
    String[] lines = entry.substring(1).split("\n", 3);
    return new User(id, new Username(lines[0]), lines[1], lines[2]);
  }

  /** Remembers users as they are, unless there is something of them already. */
  Future<Void> fill(Collection<User> users) {
    return redis.batch(users.stream().map(this::fill).toList()).mapEmpty();
  }

  private Request fill(User user) {
    return Request.cmd(Command.SET)
        .arg(key(user.id()))
        .arg(entry(user))
        .arg("NX")
        .arg("PX")
        .arg(Lifetime.jittered(ttl));
  }

  private static String entry(User user) {
    return PRESENT + user.username().value() + '\n' + user.displayName() + '\n' + user.bio();
  }

  /** To be called when a change was committed, and before it is acknowledged. Does not fail. */
  Future<Void> changed(long id) {
    return mark(List.of(id)).onFailure(_ -> doubt(id)).otherwiseEmpty();
  }

  /** To be called when nobody knows whether a change was committed. */
  void doubt(long id) {
    amends.owe(List.of(id));
  }

  private Future<Void> mark(List<Long> ids) {
    return redis.batch(ids.stream().map(this::mark).toList()).mapEmpty();
  }

  private Request mark(long id) {
    return Request.cmd(Command.SET)
        .arg(key(id))
        .arg(CHANGED)
        .arg("PX")
        .arg(Lifetime.millis(window));
  }
}
