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

// Appends if the stream ends just before the first new event, else starts it anew: a tail never has a hole.
// KEYS: the stream. ARGV: first and last seq, seconds to live, the oldest seq that is kept, the events.
constexpr const char* append_script = R"lua(
local top = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if top then
  local seq = tonumber(string.match(top[1], '^(%d+)-'))
  if seq >= tonumber(ARGV[2]) then return 0 end
  if seq ~= ARGV[1] - 1 then redis.call('DEL', KEYS[1]) end
end
redis.call('XADD', KEYS[1], 'MINID', '~', ARGV[4], ARGV[2] .. '-0', 'events', ARGV[5])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
)lua";

constexpr const char* seconds_to_live = "3600";
constexpr std::int64_t events_kept = 1'024;

std::string key_of(const std::string& room) { return "room:{" + room + "}:tail"; }

std::int64_t seq_of(std::string_view id) {
  std::int64_t seq = 0;
  std::from_chars(id.data(), id.data() + id.size(), seq);
  return seq;
}

// One entry holds the events of one batch, each as two lines: its type, with a mark behind that of an event
// which changes its room, and whose hearing ends; then its JSON, which has no line breaks.
constexpr char change_mark = '!';

std::string pack(const std::vector<EventPtr>& events) {
  std::string text;
  for (const EventPtr& event : events) {
    text.append(event->type);
    if (event->changes_room) text += change_mark;
    text.append(" ").append(event->ends).append("\n").append(event->frame->payload()).append("\n");
  }
  return text;
}

std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// The next packed event; null when it is not what `pack` wrote.
std::shared_ptr<RoomEvent> unpack(std::string_view& text) {
  const auto head = take_line(text);
  const auto json = take_line(text);
  const std::size_t space = head ? head->find(' ') : std::string_view::npos;
  if (!json || space == std::string_view::npos || space == 0) return nullptr;
  auto event = std::make_shared<RoomEvent>();
  event->changes_room = (*head)[space - 1] == change_mark;
  event->type = head->substr(0, space - (event->changes_room ? 1 : 0));
  event->ends = head->substr(space + 1);
  event->frame = text_frame(*json);
  return event;
}

// One entry of XRANGE: [id, [field, value]]. Numbered backwards from the id, which is the last event's. Empty
// when it is not what `append` wrote.
std::vector<EventPtr> events_of(const std::string& room, const RedisReply& entry) {
  if (entry.items.size() != 2 || entry.items[1].items.size() != 2) return {};
  std::vector<std::shared_ptr<RoomEvent>> unpacked;
  std::string_view text = entry.items[1].items[1].text;
  while (!text.empty()) {
    auto event = unpack(text);
    if (event == nullptr) return {};
    unpacked.push_back(std::move(event));
  }
  std::int64_t seq = seq_of(entry.items[0].text) - static_cast<std::int64_t>(unpacked.size());
  std::vector<EventPtr> events;
  for (auto& event : unpacked) {
    event->room = room;
    event->seq = ++seq;
    events.push_back(std::move(event));
  }
  return events;
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
  const std::int64_t last = events.back()->seq;
  state_->redis.send({"EVAL", append_script, "1", key_of(room), std::to_string(events.front()->seq),
                      std::to_string(last), seconds_to_live,
                      std::to_string(std::max<std::int64_t>(last - events_kept, 0)), pack(events)});
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
