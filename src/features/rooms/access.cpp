// Who may do what in a room, remembered for a second: router, dispatcher and hub ask for every request and
// frame. An event that changes the room ends what was remembered before it, on every node that hears the
// room.
#include "parts.hpp"
#include "seat_store.hpp"

#include <chatelier/ids.hpp>

namespace chatelier::rooms {

Task<Result<StandingPtr>> Parts::standing(std::string user, std::string room) {
  if (!is_id(room)) co_return fail(ErrorCode::room_not_found);
  const std::string key = seat_of(room, user);
  const auto change = changes.get(room);
  if (const auto known = standings.get(key); known && (!change || known->as_of > *change))
    co_return known->standing;

  const auto found = co_await standing_reads.get(key);
  if (!found.value) co_return fail(ErrorCode::room_not_found);
  auto standing = std::make_shared<const Standing>(*found.value);
  standings.put(key, KnownStanding{standing, found.as_of}, found.as_of);
  co_return standing;
}

void Parts::changed(const std::string& room) {
  const SteadyTime now = clock.steady();
  changes.put(room, now, now);
}

}  // namespace chatelier::rooms
