// Which rooms there are and who is in them. Cursors are opaque to clients: the last row's place in the order.
#include "parts.hpp"
#include "room_store.hpp"
#include "seat_store.hpp"

#include <chatelier/ids.hpp>

namespace chatelier::rooms {
namespace {

// id, then name: the id has a fixed length, the name may hold anything.
constexpr std::size_t id_length = 36;

Result<std::optional<RoomsAfter>> read_cursor(const std::optional<std::string>& cursor) {
  if (!cursor) return std::optional<RoomsAfter>();
  if (cursor->size() < id_length || !is_id(std::string_view(*cursor).substr(0, id_length)))
    return fail_field("cursor", "format");
  return std::optional(RoomsAfter{cursor->substr(id_length), cursor->substr(0, id_length)});
}

}  // namespace

Task<Result<protocol::RoomPage>> Parts::list(const Context& context, protocol::routes::RoomsListIn in) {
  const auto after = read_cursor(in.cursor);
  if (!after) co_return after.error();
  auto find = [user = context.identity->user, in, from = *after](Transaction& tx) {
    return list_rooms(tx, in.scope, user, from, in.limit + 1);
  };
  protocol::RoomPage page;
  page.rooms = co_await database.read(std::move(find));
  if (static_cast<std::int64_t>(page.rooms.size()) > in.limit) {
    page.rooms.pop_back();
    page.next_cursor = page.rooms.back().id + page.rooms.back().name;
  }
  co_return page;
}

Task<Result<protocol::RoomAnswer>> Parts::get(const Context& context, protocol::routes::RoomsGetIn in) {
  return answer(context.identity->user, std::move(in.room));
}

Task<Result<protocol::RoomAnswer>> Parts::answer(std::string user, std::string id) {
  auto find = [user = std::move(user), id = std::move(id)](Transaction& tx) {
    return find_room(tx, id, user);
  };
  auto room = co_await database.read(std::move(find));
  if (!room) co_return fail(ErrorCode::room_not_found);
  co_return protocol::RoomAnswer{std::move(*room)};
}

// What was done is stored: when it cannot be read back, the answer must not sound as if it were not.
Task<Result<protocol::RoomAnswer>> Parts::answer_after(std::string user, std::string room) {
  try {
    co_return co_await answer(std::move(user), std::move(room));
  } catch (const std::exception& error) {
    logger.warning("rooms.done_but_unread", {{"why", error.what()}});
  }
  co_return fail_after(ErrorCode::log_unknown, std::chrono::seconds(1));
}

Task<Result<protocol::MemberPage>> Parts::members(const Context&, protocol::routes::RoomsMembersIn in) {
  if (in.cursor && !is_id(*in.cursor)) co_return fail_field("cursor", "format");
  auto find = [this, in = std::move(in)](Transaction& tx) {
    protocol::MemberPage page;
    page.members = list_members(tx, in.room, in.cursor.value_or(std::string()), in.limit + 1);
    if (static_cast<std::int64_t>(page.members.size()) > in.limit) {
      page.members.pop_back();
      page.next_cursor = page.members.back().user;
    }
    std::vector<std::string> ids;
    for (const protocol::Member& member : page.members)
      ids.push_back(member.user);
    page.users = people.named(tx, ids);
    page.last_seq = last_seq(tx, in.room);
    return page;
  };
  co_return co_await database.snapshot(std::move(find));
}

}  // namespace chatelier::rooms
