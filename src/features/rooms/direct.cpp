// Direct messages: one room for each set of people, whoever opens it first.
#include "event_types.hpp"
#include "parts.hpp"
#include "room_store.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <algorithm>

namespace chatelier::rooms {
namespace {

/// A UUIDv5 of the people in order: two who open it at once mean the same room, and the log lets one of them
/// make it.
std::string dm_id(const std::vector<std::string>& sorted_people) {
  static const boost::uuids::uuid space =
      boost::uuids::string_generator()("7c0c1b5e-52a1-4f0e-9d0a-6b0a5cf0d1e5");
  std::string names;
  for (const std::string& person : sorted_people)
    names += person;
  return to_string(boost::uuids::name_generator_sha1(space)(names));
}

}  // namespace

Task<Result<Reply<protocol::RoomAnswer>>> Parts::open_dm(const Context& context,
                                                         protocol::routes::DmsOpenIn in) {
  const std::string user = context.identity->user;
  std::vector<std::string> all = std::move(in.user_ids);
  all.push_back(user);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  if (all.size() == 1) co_return fail(ErrorCode::user_self);

  const std::string room = dm_id(all);
  protocol::events::RoomCreated event;
  event.kind = protocol::RoomKind::dm;
  event.people = all;
  const auto receipt = co_await record(room_created, room, user, body_json(event));
  const bool known = !receipt && receipt.error().code == ErrorCode::room_exists;
  if (!receipt && !known) co_return receipt.error();
  if (known) {
    auto show = [user, room](Transaction& tx) {
      hide_room(tx, room, user, false);
      return true;
    };
    co_await database.write(std::move(show));
  }
  for (const std::string& person : all)
    co_await say_added(person, room);
  auto answered = co_await answer_after(user, room);
  if (!answered) co_return answered.error();
  Reply<protocol::RoomAnswer> reply(std::move(*answered));
  if (!known) reply.status = 201;
  co_return reply;
}

}  // namespace chatelier::rooms
