// The one place that gives a stored event its envelope, so that live, resumed and replayed events are the
// same bytes.
#pragma once

#include <chatelier/log.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatelier::log {

/// One row of `room_events`.
struct Row {
  std::string room;
  std::int64_t seq = 0;
  std::string at;
  std::string actor;
  std::string_view type;
  std::optional<std::int64_t> target;
  std::string_view body;  // a JSON object
};

/// `type` null: an event of a kind that this build does not know; it is passed on as stored.
[[nodiscard]] EventPtr to_event(const Row& row, const EventType* type);

}  // namespace chatelier::log
