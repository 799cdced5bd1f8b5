#include "shared_buckets_script.hpp"

namespace chatelier {
namespace {

std::string in_us(std::chrono::microseconds time) { return std::to_string(time.count()); }

}  // namespace

Redis::Arguments script_arguments(std::string_view mode, const std::vector<SharedBuckets::Spent>& spent) {
  Redis::Arguments arguments{std::string(mode)};
  for (const SharedBuckets::Spent& it : spent) {
    const protocol::RateLimit& limit = it.bucket.limit;
    arguments.push_back(in_us(limit.interval));
    arguments.push_back(in_us(limit.interval * limit.burst));
    arguments.push_back(std::to_string(it.tokens));
    arguments.push_back(in_us(it.age));
  }
  return arguments;
}

std::optional<ScriptAnswer> read_answer(const std::optional<RedisReply>& reply, std::size_t buckets) {
  if (!reply || reply->kind != RedisReply::Kind::array || reply->items.size() != buckets + 1)
    return std::nullopt;
  ScriptAnswer answer;
  answer.done = reply->items.front().integer == 1;
  for (std::size_t i = 1; i < reply->items.size(); ++i) {
    const RedisReply& ahead = reply->items[i];
    if (ahead.kind != RedisReply::Kind::integer || ahead.integer < 0) return std::nullopt;
    answer.ahead.emplace_back(ahead.integer);
  }
  return answer;
}

}  // namespace chatelier
