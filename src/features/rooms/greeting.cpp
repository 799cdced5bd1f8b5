// The first frame of every socket: who I am and where my rooms stand, from one snapshot.
#include "parts.hpp"
#include "room_store.hpp"

namespace chatelier::rooms {

Task<Greeting> Parts::greet(const Identity& identity) {
  auto find = [this, user = identity.user](Transaction& tx) {
    protocol::events::Ready ready;
    ready.users = people.named(tx, {user});
    ready.rooms = joined_rooms(tx, user);
    return ready;
  };
  protocol::events::Ready ready = co_await database.snapshot(std::move(find));
  if (!ready.users.empty()) ready.user = ready.users.front();
  ready.session = identity.session;
  ready.heartbeat_ms = settings.heartbeat.count();

  Greeting greeting;
  for (const protocol::JoinedRoom& room : ready.rooms)
    greeting.rooms.push_back({room.room, room.last_seq});
  greeting.ready = to_json(ready);
  co_return greeting;
}

}  // namespace chatelier::rooms
