package warble.user;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.Script;

/**
 * Sessions in Redis: one hash for each, which is the family of its refresh tokens.
 *
 * <p>{@code session:{<user>}:<family>} holds the hash of the one refresh token that is good, that
 * of the one before and when it was used, when the session began, and the access tokens that are
 * alive with the ends of their lives. A dead session has no good token; it stays until its access
 * tokens are revoked, so that whoever fails on the way can do it again. {@code
 * session:{<user>}:ended} holds when the user ended all sessions: those that began before are dead.
 * The braces keep a user's keys in one slot of a cluster. All times are of Redis's clock.
 */
final class SessionStore {

  /** What became of a refresh token that was presented. */
  sealed interface Rotation {

    /** It was the good one, and the next one is now. */
    record Rotated(Instant at) implements Rotation {}

    /** It was used a moment ago, perhaps by the same client in another window. */
    record JustUsed() implements Rotation {}

    /** It was used before, so somebody holds a copy: the session is dead. */
    record Reused(List<String> accessTokens) implements Rotation {}

    /** It is the good one still, for so many access tokens are alive that no more are made. */
    record TooOften(Duration retryAfter) implements Rotation {}

    /** There is no such session, or no longer. */
    record Unknown() implements Rotation {}
  }

  /**
   * Each is a field that every refresh reads and the end of the session revokes. Three a minute is
   * more than a client needs that refreshes when its token expires.
   */
  private static final int MOST_ALIVE = 30;

  private static final Script START =
      Script.of(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          redis.call('HSET', KEYS[1], 'token', ARGV[1], 'began', now, ARGV[2], now + ARGV[3])
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
          return now
          """);

  /**
   * Answers a code, then for 1 the time, for 2 the access tokens that are alive, and for 4 in how
   * many milliseconds the first of them expires. Of a session that is dead every refresh token was
   * used before. Redis forgets it in time, but for a clock that was set back or a TTL that was
   * lost.
   */
  private static final Script ROTATE =
      Script.of(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          local ended = tonumber(redis.call('GET', KEYS[2]) or 0)
          local fields = redis.call('HGETALL', KEYS[1])
          local token, began, alive, previous, used = nil, 0, {}, '', 0
          local soonest = now + ARGV[4]
          for i = 1, #fields, 2 do
            local name, value = fields[i], fields[i + 1]
            if name == 'token' then token = value
            elseif name == 'began' then began = tonumber(value)
            elseif name == 'previous' then previous = value
            elseif name == 'used' then used = tonumber(value)
            elseif tonumber(value) > now then
              table.insert(alive, name)
              soonest = math.min(soonest, tonumber(value))
            else redis.call('HDEL', KEYS[1], name) end
          end
          local unused = now - math.max(began, used)
          if token == nil or began <= ended or unused >= tonumber(ARGV[5]) then
            return {0}
          end
          if token ~= ARGV[1] and token ~= '' and previous == ARGV[1] and now < used + ARGV[6] then
            return {3}
          end
          if token ~= ARGV[1] then
            redis.call('HSET', KEYS[1], 'token', '')
            table.insert(alive, 1, 2)
            return alive
          end
          if #alive >= tonumber(ARGV[7]) then
            return {4, soonest - now}
          end
          redis.call('HSET', KEYS[1], 'token', ARGV[2], ARGV[3], now + ARGV[4],
            'previous', ARGV[1], 'used', now)
          redis.call('PEXPIRE', KEYS[1], ARGV[5])
          return {1, now}
          """);

  /** Answers the access tokens of the session. */
  private static final Script KILL =
      Script.of(
          """
          local alive = {}
          local fields = {token = true, began = true, previous = true, used = true}
          for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
            if not fields[name] then table.insert(alive, name) end
          end
          if redis.call('EXISTS', KEYS[1]) == 1 then
            redis.call('HSET', KEYS[1], 'token', '')
          end
          return alive
          """);

  /** What ended once stays so when the clock is set back. */
  private static final Script END_ALL =
      Script.of(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          now = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
          redis.call('SET', KEYS[1], now, 'PX', ARGV[1])
          return now
          """);

  private final RedisCommands redis;
  private final String accessLifetime;
  private final String refreshLifetime;
  private final String refreshGrace;

  /**
   * In this Redis.
   *
   * @param config how long tokens live
   */
  SessionStore(RedisCommands redis, UserConfig.Tokens config) {
    this.redis = redis;
    this.accessLifetime = Long.toString(config.accessLifetime().toMillis());
    this.refreshLifetime = Long.toString(config.refreshLifetime().toMillis());
    this.refreshGrace = Long.toString(config.refreshGrace().toMillis());
  }

  /** Opens the session of this first token, and returns when that was. */
  Future<Instant> start(RefreshToken first, String accessToken) {
    List<String> arguments = List.of(first.hash(), accessToken, accessLifetime, refreshLifetime);
    return redis.run(START, List.of(family(first)), arguments).map(SessionStore::instant);
  }

  /** Replaces {@code used} by {@code next} if it is the good one, in one step. */
  Future<Rotation> rotate(RefreshToken used, RefreshToken next, String accessToken) {
    List<String> keys = List.of(family(used), ended(used.userId()));
    List<String> arguments =
        List.of(
            used.hash(),
            next.hash(),
            accessToken,
            accessLifetime,
            refreshLifetime,
            refreshGrace,
            Integer.toString(MOST_ALIVE));
    return redis.run(ROTATE, keys, arguments).map(SessionStore::rotation);
  }

  private static Rotation rotation(@Nullable Response answer) {
    Response parts = required(answer);
    return switch (parts.get(0).toInteger()) {
      case 1 -> new Rotation.Rotated(instant(parts.get(1)));
      case 2 -> new Rotation.Reused(texts(parts).skip(1).toList());
      case 3 -> new Rotation.JustUsed();
      case 4 -> new Rotation.TooOften(Duration.ofMillis(parts.get(1).toLong()));
      default -> new Rotation.Unknown();
    };
  }

  /** Lets the session of this token buy nothing any more, and returns its access tokens. */
  Future<List<String>> kill(RefreshToken token) {
    return redis
        .run(KILL, List.of(family(token)), List.of())
        .map(answer -> texts(required(answer)).toList());
  }

  /** Forgets the session of this token, which is dead and has no access token alive. */
  Future<Void> bury(RefreshToken token) {
    return redis.send(Request.cmd(Command.DEL).arg(family(token))).mapEmpty();
  }

  /** Ends every session of a user that began until now, and returns when that was. */
  Future<Instant> endAll(long userId) {
    return redis
        .run(END_ALL, List.of(ended(userId)), List.of(refreshLifetime))
        .map(SessionStore::instant);
  }

  private static String family(RefreshToken token) {
    return "session:{" + token.userId() + "}:" + token.family();
  }

  private static String ended(long userId) {
    return "session:{" + userId + "}:ended";
  }

  private static Instant instant(@Nullable Response answer) {
    return Instant.ofEpochMilli(required(answer).toLong());
  }

  private static Stream<String> texts(Response list) {
    return IntStream.range(0, list.size()).mapToObj(i -> list.get(i).toString());
  }

  private static Response required(@Nullable Response answer) {
    if (answer == null) {
      throw new IllegalStateException("Redis answered nil to a script that does not");
    }
    return answer;
  }
}
