// What nodes say to each other through Redis pub/sub: one line of space-separated words, then a frame's
// payload in another; several messages may travel together.
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
    event,
    change,
    screens,
    room,
    frame,
    room_added,
    room_removed,
    session_ended
  };
  // `change`: an event after which what is remembered of the room's standings is out of date.
  std::string node;
  Kind kind = Kind::event;
  std::string room;
  std::string
      user;  // of a signal; of `screens`, the one who is left out; of `event`, who hears nothing after it
  std::string session;  // of a signal; of `event`, its type
  std::int64_t seq = 0;
  std::string payload;
};

[[nodiscard]] std::string encode(const ClusterMessage& message);

/// Null for bytes that `encode` did not make.
[[nodiscard]] std::optional<ClusterMessage> decode(std::string_view text);

/// Takes the first message off several that were joined by line breaks: a payload is JSON and has none.
[[nodiscard]] std::string_view take_message(std::string_view& joined);

}  // namespace chatelier
