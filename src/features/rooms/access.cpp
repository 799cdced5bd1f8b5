// Who may do what in a room, remembered for a second: router, dispatcher and hub ask for every request and
// frame. An event that changes the room ends what was remembered before it, on every node that hears the
// room.
#include "parts.hpp"
#include "seat_store.hpp"

#include <chatelier/ids.hpp>

#include <boost/asio/this_coro.hpp>

namespace chatelier::rooms {

Task<Result<StandingPtr>> Parts::standing(std::string user, std::string room) {
  if (!is_id(room)) co_return fail(ErrorCode::room_not_found);
  const std::string key = seat_of(room, user);
  const auto change = changes.get(room);
  if (const auto known = standings.get_and_renew(key); known && (!change || known->value.as_of > *change)) {
    if (known->renew) {
      const auto executor = co_await boost::asio::this_coro::executor;
      const auto take = [this, key](const StandingReads::Found& found) { remember(key, found); };
      standing_reads.get_ahead(executor, key, take);
    }
    co_return known->value.standing;
  }
  const auto standing = remember(key, co_await standing_reads.get(key));
  if (!standing) co_return fail(ErrorCode::room_not_found);
  co_return standing;
}

// Null for who may not see the room.
StandingPtr Parts::remember(const std::string& seat, const StandingReads::Found& found) {
  if (!found.value) {
    standings.forget(seat);
    return nullptr;
  }
  auto standing = std::make_shared<const Standing>(*found.value);
  standings.put(seat, KnownStanding{standing, found.as_of}, found.as_of);
  return standing;
}

void Parts::changed(const std::string& room) {
  const SteadyTime now = clock.steady();
  changes.put(room, now, now);
}

}  // namespace chatelier::rooms
