// Opening, joining and leaving rooms: each is an event of the room's log, then news for the person's sockets.
#include "event_types.hpp"
#include "parts.hpp"
#include "room_store.hpp"

#include <chatelier/ids.hpp>

namespace chatelier::rooms {

Task<Result<protocol::RoomAnswer>> Parts::create(const Context& context, protocol::routes::RoomsCreateIn in) {
  const std::string user = context.identity->user;
  const std::string room = new_id();
  protocol::events::RoomCreated event;
  event.name = std::move(in.name);
  event.kind = kind_of(in.visibility);
  event.topic = std::move(in.topic);
  const auto receipt = co_await record(room_created, room, user, body_json(event));
  if (!receipt) co_return receipt.error();
  co_await say_added(user, room);
  // A second try would make a second room, so the answer needs nothing that can fail.
  protocol::Room made;
  made.id = room;
  made.name = std::move(event.name);
  made.kind = event.kind;
  made.topic = std::move(event.topic);
  made.created_at = receipt->at;
  made.last_seq = receipt->seq;
  made.members = 1;
  made.role = protocol::Role::owner;
  co_return protocol::RoomAnswer{std::move(made)};
}

Task<Result<protocol::RoomAnswer>> Parts::join(const Context& context, protocol::routes::RoomsJoinIn in) {
  const std::string user = context.identity->user;
  const auto entered = co_await enter(user, in.room, std::nullopt);
  if (!entered) co_return entered.error();
  co_return co_await answer_after(user, std::move(in.room));
}

// The people of a direct message are always the same: who leaves only puts it away.
Task<Result<protocol::Nothing>> Parts::leave(const Context& context, protocol::routes::RoomsLeaveIn in) {
  const std::string user = context.identity->user;
  const protocol::events::MemberLeft event{user};
  const auto receipt = co_await record(member_left, in.room, user, body_json(event));
  if (!receipt && receipt.error().code == ErrorCode::room_fixed) {
    auto hide = [user, room = in.room](Transaction& tx) {
      hide_room(tx, room, user, true);
      return true;
    };
    co_await database.write(std::move(hide));
    co_await say_added(user, std::move(in.room));
    co_return protocol::Nothing{};
  }
  if (!receipt) co_return receipt.error();
  say_removed(user, in.room, protocol::Removal::left);
  co_return protocol::Nothing{};
}

Task<Result<void>> Parts::enter(std::string user, std::string room, std::optional<std::string> invite) {
  protocol::events::MemberJoined event;
  event.user = user;
  event.invite = std::move(invite);
  const auto receipt = co_await record(member_joined, room, user, body_json(event));
  if (!receipt && receipt.error().code == ErrorCode::room_already_member) co_return Result<void>();
  if (!receipt) co_return receipt.error();
  co_await say_added(user, room);
  co_return Result<void>();
}

}  // namespace chatelier::rooms
