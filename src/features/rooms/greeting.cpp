// The first frame of every socket: who I am and where my rooms stand, from one snapshot.
#include "parts.hpp"
#include "room_store.hpp"

#include <algorithm>

namespace chatelier::rooms {
namespace {

// A direct message has no name but its people.
std::vector<std::string> everybody_in_dms(const std::string& me,
                                          const std::vector<protocol::JoinedRoom>& joined) {
  std::vector<std::string> ids{me};
  for (const protocol::JoinedRoom& room : joined)
    if (room.people) ids.insert(ids.end(), room.people->begin(), room.people->end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

Task<Greeting> Parts::greet(const Identity& identity) {
  auto find = [this, user = identity.user](Transaction& tx) {
    protocol::events::Ready ready;
    ready.rooms = joined_rooms(tx, user);
    ready.users = people.named(tx, everybody_in_dms(user, ready.rooms));
    ready.preferences = people.preferences(tx, user);
    ready.blocks = people.blocked_by(tx, user);
    return ready;
  };
  protocol::events::Ready ready = co_await database.snapshot(std::move(find));
  for (const protocol::User& person : ready.users)
    if (person.id == identity.user) ready.user = person;
  ready.admin = identity.admin;
  ready.session = identity.session;
  ready.heartbeat_ms = settings.heartbeat.count();

  Greeting greeting;
  for (const protocol::JoinedRoom& room : ready.rooms)
    greeting.rooms.push_back({room.room, room.last_seq});
  greeting.ready = to_json(ready);
  co_return greeting;
}

}  // namespace chatelier::rooms
