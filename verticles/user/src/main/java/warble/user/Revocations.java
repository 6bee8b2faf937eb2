package warble.user;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import warble.runtime.redis.RedisCommands;

/**
 * Tells all gateways which access tokens are dead before their time, by the Redis stream {@code
 * revocations}.
 *
 * <p>An entry is {@code kind=token id=<jti> exp=<s>}, or {@code kind=user id=<user> before=<ms>
 * exp=<s>}: the user's tokens that were issued at or before that moment. After {@code exp} no token
 * that it means is alive, and the entry may be forgotten.
 */
final class Revocations {

  private static final String STREAM = "revocations";

  private final RedisCommands redis;
  private final Duration accessLifetime;

  Revocations(RedisCommands redis, Duration accessLifetime) {
    this.redis = redis;
    this.accessLifetime = accessLifetime;
  }

  /** Kills access tokens by their {@code jti}. */
  Future<Void> tokens(Collection<String> tokenIds) {
    return tokenIds.isEmpty()
        ? Future.succeededFuture()
        : redis.batch(tokenIds.stream().map(this::token).toList()).mapEmpty();
  }

  private Request token(String tokenId) {
    return entry(Instant.now()).arg("kind").arg("token").arg("id").arg(tokenId);
  }

  /** Kills the access tokens of a user that were issued at or before a moment. */
  Future<Void> user(long userId, Instant before) {
    return redis
        .send(
            entry(before)
                .arg("kind")
                .arg("user")
                .arg("id")
                .arg(userId)
                .arg("before")
                .arg(before.toEpochMilli()))
        .mapEmpty();
  }

  /** Adds an entry, and drops those that mean no living token any more. */
  private Request entry(Instant now) {
    return Request.cmd(Command.XADD)
        .arg(STREAM)
        .arg("MINID")
        .arg("~")
        .arg(now.minus(accessLifetime.multipliedBy(2)).toEpochMilli())
        .arg("*")
        .arg("exp")
        .arg(now.plus(accessLifetime).getEpochSecond() + 1);
  }
}
