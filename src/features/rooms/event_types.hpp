// The durable events of rooms: what the writer checks before it lets one in, and what it writes beside the
// log.
#pragma once

#include <chatelier/log.hpp>

namespace chatelier::rooms {

extern const EventType room_created;
extern const EventType member_joined;
extern const EventType member_left;

}  // namespace chatelier::rooms
