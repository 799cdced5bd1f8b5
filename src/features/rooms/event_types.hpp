// The durable events of rooms: what the writer checks before it lets one in, and what it writes beside the
// log.
#pragma once

#include <chatelier/log.hpp>

namespace chatelier::rooms {

// room_events.cpp
extern const EventType room_created;
extern const EventType room_updated;
extern const EventType room_deleted;

// member_events.cpp
extern const EventType member_joined;
extern const EventType member_left;
extern const EventType member_changed;
extern const EventType member_banned;
extern const EventType member_unbanned;

}  // namespace chatelier::rooms
