// The one script that moves shared buckets, and the reading of its answer. Pure; any thread.
#pragma once

#include <chatelier/redis.hpp>
#include <chatelier/shared_buckets.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace chatelier {

/// A bucket is one decimal number, the microsecond at which it will be full again; the clock is Redis' own,
/// so nodes need not agree on the time. KEYS: the buckets. ARGV: `take` (all or none) or `add`, then four
/// numbers per bucket: interval, window (interval × burst), tokens, age of the first token; times in
/// microseconds. Answers whether it was done and how far each bucket is from being full. What stands under a
/// key and is no such number, or lies where no counting leads, counts as absent.
constexpr std::string_view bucket_script = R"lua(
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local arrivals, fits = {}, 1
for i, key in ipairs(KEYS) do
  local interval, window = tonumber(ARGV[4 * i - 2]), tonumber(ARGV[4 * i - 1])
  local tokens, age = tonumber(ARGV[4 * i]), tonumber(ARGV[4 * i + 1])
  local held = redis.pcall('GET', key)
  local arrival = type(held) == 'string' and tonumber(held) or 0
  if not (arrival >= now - age and arrival <= now + 2 * window) then arrival = now - age end
  local after = math.min(arrival + tokens * interval, now + 2 * window)
  if ARGV[1] == 'take' and after > now + window then fits = 0 end
  arrivals[i] = {arrival, after}
end
local answer = {fits}
for i, key in ipairs(KEYS) do
  local arrival = arrivals[i][1 + fits]
  local ahead = math.max(math.ceil(arrival - now), 0)
  if fits == 1 and ahead > 0 then
    redis.call('SET', key, string.format('%.0f', arrival), 'PX', math.ceil(ahead / 1000))
  elseif fits == 1 then
    redis.call('DEL', key)
  end
  answer[i + 1] = ahead
end
return answer
)lua";

/// The script's arguments after its number of keys and the keys.
[[nodiscard]] Redis::Arguments script_arguments(std::string_view mode,
                                                const std::vector<SharedBuckets::Spent>& spent);

struct ScriptAnswer {
  bool done = false;
  std::vector<SharedBuckets::Ahead> ahead;
};
/// Nothing when it is not what the script answers about so many buckets.
[[nodiscard]] std::optional<ScriptAnswer> read_answer(const std::optional<RedisReply>& reply,
                                                      std::size_t buckets);

}  // namespace chatelier
