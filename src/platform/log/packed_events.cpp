#include <chatelier/packed_events.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace chatelier {
namespace {

constexpr char change_mark = '!';

std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// The next packed event; null when it is none.
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

}  // namespace

std::string pack_events(const std::vector<EventPtr>& events) {
  std::string packed;
  for (const EventPtr& event : events) {
    packed.append(event->type);
    if (event->changes_room) packed += change_mark;
    packed.append(" ").append(event->ends).append("\n").append(event->frame->payload()).append("\n");
  }
  return packed;
}

std::vector<EventPtr> unpack_events(std::string_view room, std::int64_t last_seq, std::string_view packed) {
  std::vector<std::shared_ptr<RoomEvent>> unpacked;
  while (!packed.empty()) {
    auto event = unpack(packed);
    if (event == nullptr) return {};
    unpacked.push_back(std::move(event));
  }
  std::int64_t seq = last_seq - static_cast<std::int64_t>(unpacked.size());
  if (seq < 0) return {};  // events before the first
  std::vector<EventPtr> events;
  for (auto& event : unpacked) {
    event->room = room;
    event->seq = ++seq;
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace chatelier
