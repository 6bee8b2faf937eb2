package warble.feed;

import warble.runtime.redis.Script;

/**
 * How a timeline changes in Redis.
 *
 * <p>A timeline is a sorted set of post ids, each scored by itself, with one more member:
 *
 * <ul>
 *   <li>while it is built, a token with score -1. Posts that are fanned out meanwhile are kept;
 *   <li>then, with score +inf, the version that the timeline is complete for.
 * </ul>
 *
 * <p>Post 0 stands at the bottom while nothing older exists than the set holds. When it has been
 * trimmed away, the set lacks nothing down to its lowest id, and a post below that is not added: it
 * would look as if nothing lay between. Redis's empty set being no set at all, existence of the key
 * means that the timeline is live, that is, written by the fan-out.
 */
final class TimelineScripts {

  private TimelineScripts() {}

  /** Arguments: version, before, limit, TTL in ms. Ids, newest first; nil without that version. */
  static final Script READ =
      Script.of(
          """
          if redis.call('ZRANGE', KEYS[1], -1, -1)[1] ~= ARGV[1] then return false end
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
          return redis.call('ZREVRANGEBYSCORE', KEYS[1], '(' .. ARGV[2], 0, 'LIMIT', 0, ARGV[3])
          """);

  /**
   * Arguments: post, capacity, one more than the members that are left of a timeline that is full.
   * For any number of keys.
   *
   * <p>Two commands a timeline are most of what a delivery costs. The first tells in one that it is
   * live, has room and how low it reaches: from the rank that is the lowest of a set of that many
   * members up to rank 0, there is none in a larger set, and the lowest in another.
   */
  static final Script ADD =
      Script.of(
          """
          local call, post, room, trim = redis.call, ARGV[1], '-' .. ARGV[2], '-' .. ARGV[3]
          local id = tonumber(post)
          for i = 1, #KEYS do
            local key = KEYS[i]
            local bottom = call('ZRANGE', key, room, '0')[1]
            local full = not bottom
            if full then bottom = call('ZRANGE', key, '0', '0')[1] end
            if bottom and (tonumber(bottom) or 0) <= id then
              call('ZADD', key, post, post)
              if full then call('ZREMRANGEBYRANK', key, '0', trim) end
            end
          end
          """);

  /** Arguments: post. For any number of keys. */
  static final Script REMOVE =
      Script.of("for i = 1, #KEYS do redis.call('ZREM', KEYS[i], ARGV[1]) end");

  /** No arguments. For any number of keys. */
  static final Script DROP = Script.of("for i = 1, #KEYS do redis.call('DEL', KEYS[i]) end");

  /**
   * Arguments: token, TTL in ms. Joins a building that is under way: the timeline has been live
   * since, which is all that the token vouches for. Otherwise starts from nothing. The token.
   */
  static final Script BUILD =
      Script.of(
          """
          local bottom = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
          if bottom[2] == '-1' then return bottom[1] end
          redis.call('DEL', KEYS[1])
          redis.call('ZADD', KEYS[1], -1, ARGV[1])
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          return ARGV[1]
          """);

  /** Arguments: token, TTL in ms. Starts from nothing, if it is live. The token, or nil. */
  static final Script REBUILD =
      Script.of(
          """
          if redis.call('DEL', KEYS[1]) == 0 then return false end
          redis.call('ZADD', KEYS[1], -1, ARGV[1])
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          return ARGV[1]
          """);

  /**
   * Arguments: capacity, token, version, TTL in ms, posts. Without that token it does nothing: the
   * timeline was lost or started from nothing again, and may lack what was fanned out before.
   */
  static final Script COMPLETE =
      Script.of(
          """
          if redis.call('ZREM', KEYS[1], ARGV[2]) == 0 then return 0 end
          redis.call('ZADD', KEYS[1], '+inf', ARGV[3])
          for i = 5, #ARGV do redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i]) end
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
          redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[1]) - 2)
          return 1
          """);
}
