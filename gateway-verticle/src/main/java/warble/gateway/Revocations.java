package warble.gateway;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The access tokens of this moment that are dead before their time; for all threads. */
final class Revocations {

  private record UserRevocation(Instant before, Instant until) {}

  private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
  private final Map<Long, UserRevocation> users = new ConcurrentHashMap<>();

  /**
   * Revokes a token.
   *
   * @param id its {@code jti}
   * @param until when it has expired anyway
   */
  void revokeToken(String id, Instant until) {
    tokens.put(id, until);
  }

  /**
   * Revokes the tokens of a user.
   *
   * @param before those that were issued at this moment or earlier
   * @param until when they have all expired anyway
   */
  void revokeUser(long user, Instant before, Instant until) {
    users.merge(
        user,
        new UserRevocation(before, until),
        (known, added) -> known.before().isAfter(added.before()) ? known : added);
  }

  boolean covers(AccessToken token) {
    UserRevocation user = users.get(token.subject());
    boolean byUser = user != null && !token.issuedAt().isAfter(user.before());
    return byUser || (!token.id().isEmpty() && tokens.containsKey(token.id()));
  }

  /** Forgets what has no living token any more. */
  void forgetExpired(Instant now) {
    tokens.values().removeIf(until -> until.isBefore(now));
    users.values().removeIf(user -> user.until().isBefore(now));
  }
}
