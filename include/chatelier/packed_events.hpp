// Events of one room as they stand in its tail and travel between nodes: encoded once for both.
#pragma once

#include <chatelier/log.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatelier {

/// Each event as two lines: its type, with a mark behind that of an event which changes its room, and whose
/// hearing ends; then its JSON, which has no line breaks. What they have in common, the room and the seq of
/// the last, is told apart from them.
[[nodiscard]] std::string pack_events(const std::vector<EventPtr>& events);

/// Numbered backwards from `last_seq`. Empty for bytes that `pack_events` did not make.
[[nodiscard]] std::vector<EventPtr> unpack_events(std::string_view room, std::int64_t last_seq,
                                                  std::string_view packed);

}  // namespace chatelier
