// What nodes say to each other through Redis pub/sub: one line of space-separated words, then a frame's
// payload, or packed events, behind it.
#pragma once

#include <chatelier/bus.hpp>
#include <chatelier/log.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace chatelier {

/// `node` is the sender's id: a node skips what it said itself.
struct ClusterMessage {
  enum class Kind : std::uint8_t {
    events,
    screens,
    room,
    frame,
    room_added,
    room_removed,
    session_ended,
    unheard,  // the sender was cut off: what it said last may have reached nobody
  };
  std::string node;
  Kind kind = Kind::events;
  std::string room;
  std::string user;      // of a signal; of `screens`, the one who is left out
  std::string session;   // of a signal
  std::int64_t seq = 0;  // of a signal; of `events`, the last one's
  std::string payload;   // of `events`: as pack_events writes them
};

[[nodiscard]] std::string encode(const ClusterMessage& message);

/// Null for bytes that `encode` did not make.
[[nodiscard]] std::optional<ClusterMessage> decode(std::string_view text);

}  // namespace chatelier
