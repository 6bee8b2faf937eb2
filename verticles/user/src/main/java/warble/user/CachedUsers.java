package warble.user;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import warble.runtime.postgres.ReadServers;

/**
 * Users by identifier: from Redis, and from the database those who are not there, which are then.
 * Each is loaded by one at a time; whoever wants them meanwhile waits for the same answer.
 *
 * <p>One for each verticle instance, on its event loop.
 */
final class CachedUsers {

  /** Identifiers are drawn from a clock: what was in nobody's use a while ago never will be. */
  private static final int MOST_UNKNOWN = 10_000;

  private final UserCache cache;
  private final UserRepository users;
  private final Map<Long, Future<Optional<User>>> loading = new HashMap<>();
  private final Map<Long, Boolean> unknown = new Newest();

  /** Of those who were asked for in vain, the last ones. */
  private static final class Newest extends LinkedHashMap<Long, Boolean> {

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
      return size() > MOST_UNKNOWN;
    }
  }

  CachedUsers(UserCache cache, UserRepository users) {
    this.cache = cache;
    this.users = users;
  }

  /** Those of these users who exist, by identifier. */
  Future<Map<Long, User>> byIds(Collection<Long> ids) {
    List<Long> asked = ids.stream().distinct().filter(id -> !unknown.containsKey(id)).toList();
    return asked.isEmpty()
        ? Future.succeededFuture(Map.of())
        : cache
            .read(asked)
            .otherwise(UserCache.Found.NOTHING)
            .compose(found -> completed(asked, found));
  }

  private Future<Map<Long, User>> completed(List<Long> asked, UserCache.Found found) {
    Future<List<User>> changed =
        found.changed().isEmpty()
            ? Future.succeededFuture(List.of())
            : users.justChanged(found.changed());
    Future<List<User>> loaded = load(asked.stream().filter(id -> !found.knows(id)).toList());
    return Future.all(changed, loaded)
        .map(_ ->
            Stream.of(found.present().values(), changed.result(), loaded.result())
                .flatMap(Collection::stream)
                .collect(toMap(User::id, identity())));
  }

  private Future<List<User>> load(List<Long> ids) {
    List<Long> fresh = ids.stream().filter(id -> !loading.containsKey(id)).toList();
    if (!fresh.isEmpty()) {
      start(fresh);
    }
    List<Future<Optional<User>>> loads =
        ids.stream().map(id -> Objects.requireNonNull(loading.get(id))).toList();
    return Future.all(loads)
        .map(all -> all.<Optional<User>>list().stream().flatMap(Optional::stream).toList());
  }

  /** They are waited for under their identifiers before the first of them can be there. */
  private void start(List<Long> ids) {
    Promise<Map<Long, User>> promise = Promise.promise();
    ids.forEach(
        id -> loading.put(id, promise.future().map(found -> Optional.ofNullable(found.get(id)))));
    find(ids)
        .map(found -> found.stream().collect(toMap(User::id, identity())))
        .onComplete(_ -> ids.forEach(loading::remove))
        .onComplete(promise);
  }

  private Future<List<User>> find(List<Long> ids) {
    return users
        .toKeep(ids)
        .onSuccess(found -> keep(ids, found))
        .recover(failure ->
            ReadServers.isAway(failure) ? users.byIds(ids) : Future.failedFuture(failure));
  }

  private void keep(List<Long> ids, List<User> found) {
    if (!found.isEmpty()) {
      cache.fill(found);
    }
    Set<Long> known = found.stream().map(User::id).collect(toSet());
    ids.stream()
        .filter(id -> !known.contains(id) && !users.isYoung(id))
        .forEach(id -> unknown.put(id, true));
  }
}
