-- Takes one token from every bucket, or none from any.
--
-- KEYS[i] is a bucket, ARGV[3i-2 .. 3i] its capacity, its refill, and the microseconds in which the refill comes back.
-- A token is as many units as those microseconds, so that in each microsecond as many units come back as the refill has
-- tokens: all numbers are whole, and nothing drifts. A bucket that is not there is full.
-- Answers {admitted (0 or 1), then for each bucket: whole tokens left, microseconds until one is there, until it is full}.

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local admitted = 1
local buckets = {}

for i = 1, #KEYS do
  local capacity, refill, token = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local full = capacity * token
  local units, stepped_back = full, false
  local state = redis.call('GET', KEYS[i])
  if state then
    local at
    units, at = string.match(state, '^(%d+) (%d+)$')
    units, at = math.min(tonumber(units), full), tonumber(at)
    stepped_back = at > now
    if not stepped_back then
      local elapsed = math.min(now - at, math.ceil((full - units) / refill))
      units = math.min(full, units + elapsed * refill)
    end
  end
  if units < token then
    admitted = 0
  end
  buckets[i] = {units = units, full = full, refill = refill, token = token, stepped_back = stepped_back}
end

local answer = {admitted}
for i, bucket in ipairs(buckets) do
  if admitted == 1 then
    bucket.units = bucket.units - bucket.token
  end
  local until_full = math.ceil((bucket.full - bucket.units) / bucket.refill)
  -- After the clock has stepped back, the state is dated anew: otherwise nothing comes back until the clock catches up.
  if admitted == 1 or bucket.stepped_back then
    local state = string.format('%.0f %.0f', bucket.units, now)
    redis.call('SET', KEYS[i], state, 'PX', math.ceil(until_full / 1000) + 1)
  end
  answer[#answer + 1] = math.floor(bucket.units / bucket.token)
  answer[#answer + 1] = math.max(0, math.ceil((bucket.token - bucket.units) / bucket.refill))
  answer[#answer + 1] = until_full
end
return answer
