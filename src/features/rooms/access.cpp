// Who may do what in a room, remembered for a second: router, dispatcher and hub ask for every request and
// frame.
#include "parts.hpp"
#include "room_store.hpp"

#include <chatelier/ids.hpp>

namespace chatelier::rooms {
namespace {

std::string key_of(std::string_view user, std::string_view room) { return std::string(room).append(user); }

}  // namespace

Task<Result<StandingPtr>> Parts::standing(std::string user, std::string room) {
  if (!is_id(room)) co_return fail(ErrorCode::room_not_found);
  const std::string key = key_of(user, room);
  if (const auto known = standings.get(key)) co_return *known;

  const SteadyTime as_of = clock.steady();
  auto find = [user, room](Transaction& tx) { return find_seat(tx, room, user); };
  const std::optional<Seat> seat = co_await database.read(std::move(find));
  // A room that one may not know of is no room.
  if (!seat || (!seat->is_public && seat->role == Role::none)) co_return fail(ErrorCode::room_not_found);
  auto standing = std::make_shared<const Standing>(Standing{room, seat->name, seat->is_public, seat->role});
  standings.put(key, standing, as_of);
  co_return standing;
}

void Parts::forget(std::string_view user, std::string_view room) { standings.forget(key_of(user, room)); }

}  // namespace chatelier::rooms
