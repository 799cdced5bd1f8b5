// What moderators do with members: bring in, give another role, remove, ban. Whether the own role is high
// enough is the writer's to say, because only it knows the roles of that moment.
#include "event_types.hpp"
#include "parts.hpp"
#include "seat_store.hpp"

namespace chatelier::rooms {

Task<Result<protocol::Nothing>> Parts::put_member(const Context& context, protocol::routes::MembersPutIn in) {
  const std::string actor = context.identity->user;
  auto find = [room = in.room, user = in.user](Transaction& tx) { return find_role(tx, room, user); };
  const auto role = co_await database.read(std::move(find));
  if (role && *role != in.role) {
    const protocol::events::MemberChanged event{in.user, in.role};
    const auto receipt = co_await record(member_changed, in.room, actor, body_json(event));
    if (!receipt) co_return receipt.error();
    co_return protocol::Nothing{};
  }
  if (!role) {
    if (in.user == actor) co_return fail(ErrorCode::room_not_member);
    protocol::events::MemberJoined event;
    event.user = in.user;
    event.role = in.role;
    const auto receipt = co_await record(member_joined, in.room, actor, body_json(event));
    if (!receipt) co_return receipt.error();
  }
  // Also when nothing had to change: the first time may have been cut off before it.
  co_await say_added(std::move(in.user), std::move(in.room));
  co_return protocol::Nothing{};
}

Task<Result<protocol::Nothing>> Parts::remove_member(const Context& context,
                                                     protocol::routes::MembersRemoveIn in) {
  const std::string actor = context.identity->user;
  const protocol::events::MemberLeft event{in.user};
  const auto receipt = co_await record(member_left, in.room, actor, body_json(event));
  if (!receipt) co_return receipt.error();
  say_removed(in.user, in.room, actor == in.user ? protocol::Removal::left : protocol::Removal::removed);
  co_return protocol::Nothing{};
}

Task<Result<protocol::BanList>> Parts::bans(const Context&, protocol::routes::BansListIn in) {
  auto find = [this, room = std::move(in.room)](Transaction& tx) {
    protocol::BanList list;
    list.bans = list_bans(tx, room);
    std::vector<std::string> ids;
    for (const protocol::Ban& ban : list.bans) {
      ids.push_back(ban.user);
      ids.push_back(ban.by);
    }
    list.users = people.named(tx, ids);
    return list;
  };
  co_return co_await database.snapshot(std::move(find));
}

Task<Result<protocol::Nothing>> Parts::ban(const Context& context, protocol::routes::BansPutIn in) {
  auto find = [room = in.room, user = in.user](Transaction& tx) { return find_role(tx, room, user); };
  const auto role = co_await database.read(std::move(find));
  const protocol::events::MemberBanned event{in.user};
  const auto receipt = co_await record(member_banned, in.room, context.identity->user, body_json(event));
  if (!receipt && receipt.error().code == ErrorCode::room_banned) co_return protocol::Nothing{};
  if (!receipt) co_return receipt.error();
  if (role) say_removed(in.user, in.room, protocol::Removal::banned);
  co_return protocol::Nothing{};
}

Task<Result<protocol::Nothing>> Parts::unban(const Context& context, protocol::routes::BansRemoveIn in) {
  const protocol::events::MemberUnbanned event{in.user};
  const auto receipt = co_await record(member_unbanned, in.room, context.identity->user, body_json(event));
  if (!receipt) co_return receipt.error();
  co_return protocol::Nothing{};
}

}  // namespace chatelier::rooms
