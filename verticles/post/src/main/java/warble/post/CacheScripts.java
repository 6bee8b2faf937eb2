package warble.post;

import warble.runtime.redis.Script;

/** How what the cache holds changes in Redis. All but {@link #CHANGE} may run twice. */
final class CacheScripts {

  private CacheScripts() {}

  /**
   * Arguments: token, lifetime of the lease in ms. Takes the lease of a post that is not there. The
   * state that was found: empty, or that of the entry. Who has the lease already is told that there
   * was a mark, for there may have been one.
   */
  static final Script LEASE =
      Script.of(
          """
          local entry = redis.call('GETRANGE', KEYS[1], 0, 8)
          if entry == 'L' .. ARGV[1] then return 'P' end
          local state = string.sub(entry, 1, 1)
          if state == '' or state == 'P' then
            redis.call('SET', KEYS[1], 'L' .. ARGV[1], 'PX', ARGV[2])
          end
          return state
          """);

  /**
   * Arguments: token, entry, lifetime in ms. Ends a lease by what was loaded, or by nothing; not
   * when the lease is over or was broken by a change or a deletion.
   */
  static final Script SETTLE =
      Script.of(
          """
          if redis.call('GET', KEYS[1]) ~= 'L' .. ARGV[1] then return 0 end
          if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
          redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
          return 1
          """);

  /**
   * Arguments: token, likes, comments, lifetime of a mark in ms. Changes the counts of a post that
   * was there under this token before the change was committed, and returns them. Of one that was
   * loaded meanwhile nobody can tell whether it has the change: it is marked, and nil returned. So
   * is a lease, for what is being loaded may be older than the change. A change of nothing asks
   * only.
   */
  static final Script CHANGE =
      Script.of(
          """
          local head = redis.call('GETRANGE', KEYS[1], 0, 28)
          local state = string.sub(head, 1, 1)
          local nothing = ARGV[2] == '0' and ARGV[3] == '0'
          if state == 'D' then return false end
          if state == 'V' and (nothing or string.sub(head, 2, 9) == ARGV[1]) then
            local likes = tonumber(string.sub(head, 10, 19)) + tonumber(ARGV[2])
            local comments = tonumber(string.sub(head, 20, 29)) + tonumber(ARGV[3])
            if nothing then return {likes, comments} end
            redis.call('SETRANGE', KEYS[1], 9, string.format('%010d%010d', likes, comments))
            if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then
              redis.call('PEXPIRE', KEYS[1], ARGV[4])
            end
            return {likes, comments}
          end
          if not nothing then redis.call('SET', KEYS[1], 'P', 'PX', ARGV[4]) end
          return false
          """);

  /** Arguments: lifetime of a mark in ms. Has a post loaded again, unless it was deleted. */
  static final Script FORGET =
      Script.of(
          """
          if redis.call('GETRANGE', KEYS[1], 0, 0) == 'D' then return 0 end
          redis.call('SET', KEYS[1], 'P', 'PX', ARGV[1])
          return 1
          """);

  /** Arguments: TTL in ms, then posts and answers. Keeps what is there. */
  static final Script LIKED_FILL =
      Script.of(
          """
          for i = 2, #ARGV, 2 do redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) end
          if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
          """);

  /** Arguments: TTL in ms, shortest TTL in ms, then posts and answers. Replaces what is there. */
  static final Script LIKED_SET =
      Script.of(
          """
          for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
          local ttl = redis.call('PTTL', KEYS[1])
          if ttl < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1])
          elseif ttl < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
          """);
}
