// What travels between shards of a process and nodes of a cluster: the two are the same thing at two
// distances.
#pragma once

#include <chatelier/frame.hpp>
#include <chatelier/log.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chatelier {

/// News for one person's sockets, wherever they are. Not durable: whoever misses it hears it in the next
/// `ready`.
struct Signal {
  enum class Kind : std::uint8_t {
    frame,          // pass `frame` on
    room_added,     // hear `room` from after `seq`, and pass `frame` on
    room_removed,   // pass `frame` on; the log's own event has ended the hearing
    session_ended,  // close the sockets of `session`, or of every session when it is empty
  };
  Kind kind = Kind::frame;
  std::string user;
  std::string session;
  std::string room;
  std::int64_t seq = 0;
  FramePtr frame;
};

/// How well a node hears the others.
struct BusLine {
  bool stands = false;
  std::uint64_t breaks =
      0;  // how often something that was said may have been lost on the way, also by others
};

/// Any thread may call it; every call reaches all shards of this node and, through Redis, the other nodes.
class Bus {
 public:
  virtual ~Bus() = default;
  virtual void signal(Signal signal) = 0;
  /// Ephemeral: to those who have the room on screen, except the person who caused it.
  virtual void to_screens(std::string_view room, std::string_view except_user, FramePtr frame) = 0;
  /// Not durable: to everybody who hears the room.
  virtual void to_room(std::string_view room, FramePtr frame) = 0;
};

}  // namespace chatelier
