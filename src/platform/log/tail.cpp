#include <chatelier/tail.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace chatelier {
namespace {

// Appends if the stream ends just before the first new event, else starts it anew: a tail never has a hole.
// KEYS: the stream. ARGV: first seq, seconds to live, most entries, then type, ends and JSON of each event.
constexpr const char* append_script = R"lua(
local first = tonumber(ARGV[1])
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if last[1] then
  local top = tonumber(string.match(last[1][1], '^(%d+)-'))
  if top >= first + (#ARGV - 3) / 3 - 1 then return 0 end
  if top ~= first - 1 then redis.call('DEL', KEYS[1]) end
end
for i = 4, #ARGV, 3 do
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], (first + (i - 4) / 3) .. '-0',
             'type', ARGV[i], 'ends', ARGV[i + 1], 'json', ARGV[i + 2])
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
)lua";

constexpr const char* seconds_to_live = "3600";
constexpr const char* most_entries = "1024";

std::string key_of(const std::string& room) { return "room:{" + room + "}:tail"; }

std::int64_t seq_of(std::string_view id) {
  std::int64_t seq = 0;
  std::from_chars(id.data(), id.data() + id.size(), seq);
  return seq;
}

// Behind the type of an event that changes its room.
constexpr char change_mark = '!';

bool take_mark(std::string& type) {
  if (type.empty() || type.back() != change_mark) return false;
  type.pop_back();
  return true;
}

// One entry of XRANGE: [id, [field, value, …]]; null when it is not what `append` wrote.
EventPtr event_of(const std::string& room, const RedisReply& entry) {
  if (entry.items.size() != 2 || entry.items[1].items.size() != 6) return nullptr;
  const std::vector<RedisReply>& fields = entry.items[1].items;
  auto event = std::make_shared<RoomEvent>();
  event->room = room;
  event->seq = seq_of(entry.items[0].text);
  event->type = fields[1].text;
  event->changes_room = take_mark(event->type);
  event->ends = fields[3].text;
  event->frame = text_frame(fields[5].text);
  return event;
}

}  // namespace

struct RoomTail::State {
  boost::asio::io_context& backbone;
  Redis& redis;
  EventHistory& truth;
  prometheus::Counter& hits;
  prometheus::Counter& misses;

  Task<std::optional<LogPage>> read(std::string room, std::int64_t seq, std::size_t limit);
};

RoomTail::RoomTail(boost::asio::io_context& backbone, Redis& redis, EventHistory& truth, Metrics& metrics)
    : state_(std::make_unique<State>(State{
          backbone, redis, truth,
          metrics.counter("chatelier_tail_reads_total", "Reads of room tails in Redis", {{"outcome", "hit"}}),
          metrics.counter("chatelier_tail_reads_total", "Reads of room tails in Redis",
                          {{"outcome", "miss"}})})) {}

RoomTail::~RoomTail() = default;

void RoomTail::append(const std::string& room, const std::vector<EventPtr>& events) {
  Redis::Arguments arguments{
      "EVAL",          append_script, "1", key_of(room), std::to_string(events.front()->seq),
      seconds_to_live, most_entries};
  for (const EventPtr& event : events) {
    arguments.push_back(event->changes_room ? event->type + change_mark : event->type);
    arguments.push_back(event->ends);
    arguments.emplace_back(event->frame->payload());
  }
  state_->redis.send(std::move(arguments));
}

void RoomTail::forget(const std::string& room) { state_->redis.send({"DEL", key_of(room)}); }

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

Task<std::optional<LogPage>> RoomTail::State::read(std::string room, std::int64_t seq, std::size_t limit) {
  Redis::Arguments arguments{"XRANGE", key_of(room), std::to_string(seq + 1) + "-0",
                             "+",      "COUNT",      std::to_string(limit)};
  const auto reply = co_await redis.command(std::move(arguments));
  if (!reply || reply->kind != RedisReply::Kind::array || reply->items.empty()) co_return std::nullopt;
  LogPage page;
  for (const RedisReply& entry : reply->items) {
    EventPtr event = event_of(room, entry);
    if (event == nullptr || event->seq != seq + 1 + static_cast<std::int64_t>(page.events.size()))
      co_return std::nullopt;
    page.events.push_back(std::move(event));
  }
  page.last_seq = page.events.back()->seq;
  co_return page;
}

}  // namespace chatelier
