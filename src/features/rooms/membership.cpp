// Opening, joining and leaving rooms: each is an event of the room's log, then news for the person's sockets.
#include "event_types.hpp"
#include "parts.hpp"
#include "room_store.hpp"

#include <chatelier/ids.hpp>

namespace chatelier::rooms {
namespace {

Draft draft_of(const EventType& type, std::string room, std::string actor, std::string body) {
  return Draft{&type, std::move(room), std::move(actor), new_id(), std::nullopt, std::move(body)};
}

}  // namespace

Task<Result<protocol::RoomAnswer>> Parts::create(const Context& context, protocol::routes::RoomsCreateIn in) {
  const std::string user = context.identity->user;
  const std::string room = new_id();
  protocol::events::RoomCreated event;
  event.name = std::move(in.name);
  event.kind = in.visibility == protocol::Visibility::public_ ? protocol::RoomKind::public_
                                                              : protocol::RoomKind::private_;
  event.topic = std::move(in.topic);
  Draft draft = draft_of(room_created, room, user, body_json(event));
  const auto receipt = co_await log.append(std::move(draft));
  if (!receipt) co_return receipt.error();
  co_await say_added(user, room);
  protocol::routes::RoomsGetIn which{room};  // named: GCC 12 destroys a braced temporary in a co_await twice
  co_return co_await get(context, std::move(which));
}

Task<Result<protocol::RoomAnswer>> Parts::join(const Context& context, protocol::routes::RoomsJoinIn in) {
  const auto entered = co_await enter(context.identity->user, in.room);
  if (!entered) co_return entered.error();
  protocol::routes::RoomsGetIn which{std::move(in.room)};
  co_return co_await get(context, std::move(which));
}

Task<Result<protocol::Nothing>> Parts::leave(const Context& context, protocol::routes::RoomsLeaveIn in) {
  const std::string user = context.identity->user;
  auto find = [user, room = in.room](Transaction& tx) { return find_seat(tx, room, user); };
  const auto seat = co_await database.read(std::move(find));
  if (seat && seat->lobby) co_return fail(ErrorCode::room_lobby);
  const auto left = co_await exit(user, std::move(in.room));
  if (!left) co_return left.error();
  co_return protocol::Nothing{};
}

Task<Result<void>> Parts::enter(std::string user, std::string room) {
  Draft draft = draft_of(member_joined, room, user,
                         body_json(protocol::events::MemberJoined{user, protocol::Role::member}));
  const auto receipt = co_await log.append(std::move(draft));
  forget(user, room);
  if (!receipt && receipt.error().code == ErrorCode::room_already_member) co_return Result<void>();
  if (!receipt) co_return receipt.error();
  co_await say_added(user, room);
  co_return Result<void>();
}

Task<Result<void>> Parts::exit(std::string user, std::string room) {
  Draft draft = draft_of(member_left, room, user, body_json(protocol::events::MemberLeft{user}));
  const auto receipt = co_await log.append(std::move(draft));
  forget(user, room);
  if (!receipt) co_return receipt.error();
  const protocol::events::RoomRemoved news{room};
  bus.signal(Signal{Signal::Kind::room_removed, user, {}, room, receipt->seq, text_frame(to_json(news))});
  co_return Result<void>();
}

// The sockets of the person hear the room from the head that this news names on.
Task<void> Parts::say_added(std::string user, std::string room) {
  auto find = [user, room](Transaction& tx) { return joined_room(tx, user, room); };
  const auto joined = co_await database.read(std::move(find));
  if (!joined) co_return;  // has left again
  protocol::events::RoomAdded news;
  static_cast<protocol::JoinedRoom&>(news) = *joined;
  bus.signal(Signal{Signal::Kind::room_added, user, {}, room, joined->last_seq, text_frame(to_json(news))});
}

}  // namespace chatelier::rooms
