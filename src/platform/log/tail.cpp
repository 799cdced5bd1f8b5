#include <chatelier/packed_events.hpp>
#include <chatelier/tail.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace chatelier {
namespace {

constexpr const char* seconds_to_live = "3600";
constexpr std::int64_t events_kept = 1'024;

std::int64_t seq_of(std::string_view id) {
  std::int64_t seq = 0;
  std::from_chars(id.data(), id.data() + id.size(), seq);
  return seq;
}

// One entry of XRANGE: [id, [field, value]]. Empty when it is not what `append` wrote.
std::vector<EventPtr> events_of(const std::string& room, const RedisReply& entry) {
  if (entry.items.size() != 2 || entry.items[1].items.size() != 2) return {};
  return unpack_events(room, seq_of(entry.items[0].text), entry.items[1].items[1].text);
}

}  // namespace

struct RoomTail::State {
  boost::asio::io_context& backbone;
  Redis& redis;
  EventHistory& truth;
  prometheus::Counter& hits;
  prometheus::Counter& misses;
  std::string prefix;  // of the installation; backbone only

  [[nodiscard]] std::string key_of(const std::string& room) const {
    return prefix + ":room:{" + room + "}:tail";
  }
  Task<std::optional<LogPage>> read(std::string room, std::int64_t seq, std::size_t limit);
};

RoomTail::RoomTail(boost::asio::io_context& backbone, Redis& redis, EventHistory& truth, Metrics& metrics)
    : state_(std::make_unique<State>(State{
          backbone,
          redis,
          truth,
          metrics.counter("chatelier_tail_reads_total", "Reads of room tails in Redis", {{"outcome", "hit"}}),
          metrics.counter("chatelier_tail_reads_total", "Reads of room tails in Redis",
                          {{"outcome", "miss"}}),
          {}})) {}

RoomTail::~RoomTail() = default;

void RoomTail::open(std::string prefix) { state_->prefix = std::move(prefix); }

// Redis refuses what comes late, behind a later seq. The hole that stays is a miss to whoever reads it, until
// it is trimmed away.
void RoomTail::append(const std::string& room, std::int64_t last_seq, std::string packed) {
  std::string key = state_->key_of(room);
  const std::int64_t oldest = std::max<std::int64_t>(last_seq - events_kept, 0);
  state_->redis.send({"XADD", key, "MINID", "~", std::to_string(oldest), std::to_string(last_seq) + "-0",
                      "events", std::move(packed)});
  state_->redis.send({"EXPIRE", std::move(key), seconds_to_live});
}

void RoomTail::forget(const std::string& room) { state_->redis.send({"DEL", state_->key_of(room)}); }

Task<LogPage> RoomTail::after(std::string room, std::int64_t seq, std::size_t limit) {
  auto tail = co_await boost::asio::co_spawn(state_->backbone, state_->read(room, seq, limit),
                                             boost::asio::use_awaitable);
  if (tail) {
    state_->hits.Increment();
    co_return std::move(*tail);
  }
  state_->misses.Increment();
  co_return co_await state_->truth.after(std::move(room), seq, limit);
}

Task<std::vector<std::pair<std::string, std::int64_t>>> RoomTail::heads(std::vector<std::string> rooms) {
  return state_->truth.heads(std::move(rooms));
}

Task<std::optional<LogPage>> RoomTail::State::read(std::string room, std::int64_t seq, std::size_t limit) {
  Redis::Arguments arguments{"XRANGE", key_of(room), std::to_string(seq + 1) + "-0",
                             "+",      "COUNT",      std::to_string(limit)};
  const auto reply = co_await redis.command(std::move(arguments));
  if (!reply || reply->kind != RedisReply::Kind::array || reply->items.empty()) co_return std::nullopt;
  LogPage page;
  for (const RedisReply& entry : reply->items) {
    std::vector<EventPtr> events = events_of(room, entry);
    // The first entry may begin with what is held already.
    if (events.empty() || events.front()->seq > seq + 1) co_return std::nullopt;
    for (EventPtr& event : events) {
      if (event->seq != seq + 1) continue;
      if (page.events.size() == limit) break;
      ++seq;
      page.events.push_back(std::move(event));
    }
  }
  if (page.events.empty()) co_return std::nullopt;
  page.last_seq = page.events.back()->seq;
  co_return page;
}

}  // namespace chatelier
