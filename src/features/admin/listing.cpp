// Pages of people, rooms and acts. Cursors are opaque to clients: the last row's place in the order.
#include "action_store.hpp"
#include "inventory.hpp"
#include "parts.hpp"

#include <chatelier/ids.hpp>

#include <set>
#include <utility>

namespace chatelier::admin {
namespace {

constexpr const char* before_all_ids = "00000000-0000-0000-0000-000000000000";
// Of a room: its id, which has a fixed length, then its name, which may hold anything.
constexpr std::size_t id_length = 36;

/// Cuts the one row too many off by which it was seen that there are more.
template <class Row>
bool cut(std::vector<Row>& rows, std::int64_t limit) {
  if (static_cast<std::int64_t>(rows.size()) <= limit) return false;
  rows.pop_back();
  return true;
}

}  // namespace

Task<Result<protocol::AdminPeople>> Parts::list_people(const Context&, protocol::routes::AdminPeopleIn in) {
  auto find = [in = std::move(in)](Transaction& tx) {
    return admin::list_people(tx, in.q, in.cursor.value_or(std::string()), in.limit);
  };
  PeopleSlice slice = co_await database.read(std::move(find));
  protocol::AdminPeople page;
  page.people = std::move(slice.people);
  if (!slice.last.empty()) page.next_cursor = std::move(slice.last);
  co_return page;
}

Task<Result<protocol::AdminRooms>> Parts::list_rooms(const Context&, protocol::routes::AdminRoomsIn in) {
  std::string after_id = before_all_ids, after_name;
  if (in.cursor) {
    after_id = in.cursor->substr(0, id_length);
    if (!is_id(after_id)) co_return fail_field("cursor", "format");
    after_name = in.cursor->substr(id_length);
  }
  auto find = [after_id, after_name, limit = in.limit](Transaction& tx) {
    return admin::list_rooms(tx, after_name, after_id, limit + 1);
  };
  protocol::AdminRooms page;
  page.rooms = co_await database.read(std::move(find));
  if (cut(page.rooms, in.limit)) page.next_cursor = page.rooms.back().id + page.rooms.back().name;
  co_return page;
}

Task<Result<protocol::AdminActions>> Parts::list_actions(const Context&,
                                                         protocol::routes::AdminActionsIn in) {
  if (in.cursor && !is_id(*in.cursor)) co_return fail_field("cursor", "format");
  auto find = [this, in = std::move(in)](Transaction& tx) {
    protocol::AdminActions page;
    page.actions = admin::list_actions(tx, in.cursor.value_or(std::string()), in.limit + 1);
    if (cut(page.actions, in.limit)) page.next_cursor = page.actions.back().id;
    std::set<std::string> ids;  // rooms too: nobody has their ids
    for (const protocol::AdminAction& action : page.actions) {
      if (action.actor) ids.insert(*action.actor);
      if (action.subject && is_id(*action.subject)) ids.insert(*action.subject);
    }
    page.users = people.named(tx, {ids.begin(), ids.end()});
    return page;
  };
  co_return co_await database.snapshot(std::move(find));
}

}  // namespace chatelier::admin
