// A room's name, settings and end.
#include "event_types.hpp"
#include "parts.hpp"
#include "seat_store.hpp"

namespace chatelier::rooms {

Task<Result<protocol::RoomAnswer>> Parts::update(const Context& context, protocol::routes::RoomsUpdateIn in) {
  const std::string user = context.identity->user;
  protocol::events::RoomUpdated event;
  event.name = std::move(in.name);
  event.topic = std::move(in.topic);
  if (in.visibility) event.kind = kind_of(*in.visibility);
  event.posting = in.posting;
  event.drawing = in.drawing;
  event.slow_mode = in.slow_mode;
  event.archived = in.archived;
  std::string body = body_json(event);
  if (body != "{}") {
    const auto receipt = co_await record(room_updated, in.room, user, std::move(body));
    if (!receipt) co_return receipt.error();
  }
  co_return co_await answer_after(user, std::move(in.room));
}

// Who was in it hears so also where the room itself is not heard.
Task<Result<void>> Parts::drop(std::string actor, std::string room) {
  auto find = [room](Transaction& tx) { return all_members(tx, room); };
  const std::vector<std::string> members = co_await database.read(std::move(find));
  const protocol::events::RoomDeleted event;
  const auto receipt = co_await record(room_deleted, room, std::move(actor), body_json(event));
  if (!receipt) co_return receipt.error();
  for (const std::string& member : members)
    say_removed(member, room, protocol::Removal::deleted);
  co_return Result<void>();
}

}  // namespace chatelier::rooms
