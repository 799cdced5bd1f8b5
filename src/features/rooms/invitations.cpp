// Links that let people in: made and revoked by moderators, read by anybody who holds one.
#include "invite_store.hpp"
#include "parts.hpp"
#include "seat_store.hpp"

#include <chatelier/ids.hpp>

namespace chatelier::rooms {
namespace {

constexpr std::size_t code_bytes = 16;

std::string link_of(const RoomsSettings& settings, const std::string& code) {
  return settings.public_origin + "/i/" + code;
}

}  // namespace

Task<Result<protocol::Invite>> Parts::invite(const Context& context, protocol::routes::InvitesCreateIn in) {
  NewInvite wanted{new_id(),      std::move(in.room), random_token(code_bytes), context.identity->user,
                   in.expires_in, in.max_uses};
  auto insert = [wanted = std::move(wanted)](Transaction& tx) { return insert_invite(tx, wanted); };
  auto invite = co_await database.write(std::move(insert));
  if (!invite) co_return fail(ErrorCode::room_forbidden);
  invite->url = link_of(settings, invite->code);
  co_return std::move(*invite);
}

Task<Result<protocol::InviteList>> Parts::invites(const Context&, protocol::routes::InvitesListIn in) {
  auto find = [this, room = std::move(in.room)](Transaction& tx) {
    protocol::InviteList list;
    list.invites = list_invites(tx, room);
    std::vector<std::string> ids;
    for (protocol::Invite& invite : list.invites) {
      invite.url = link_of(settings, invite.code);
      ids.push_back(invite.by);
    }
    list.users = people.named(tx, ids);
    return list;
  };
  co_return co_await database.snapshot(std::move(find));
}

Task<Result<protocol::Nothing>> Parts::revoke(const Context&, protocol::routes::InvitesRevokeIn in) {
  auto remove = [in = std::move(in)](Transaction& tx) { return delete_invite(tx, in.room, in.code); };
  if (!co_await database.write(std::move(remove))) co_return fail(ErrorCode::invite_not_found);
  co_return protocol::Nothing{};
}

Task<Result<protocol::Invitation>> Parts::invitation(const Context&, protocol::routes::InvitesGetIn in) {
  auto find = [code = std::move(in.code)](Transaction& tx) { return find_invite(tx, code); };
  const auto found = co_await database.read(std::move(find));
  if (!found) co_return fail(ErrorCode::invite_not_found);
  if (found->refused) co_return fail(*found->refused);
  co_return found->invitation;
}

Task<Result<protocol::RoomAnswer>> Parts::accept(const Context& context,
                                                 protocol::routes::InvitesAcceptIn in) {
  const std::string user = context.identity->user;
  auto room = co_await enter_by(user, std::move(in.code));
  if (!room) co_return room.error();
  co_return co_await answer_after(user, std::move(*room));
}

// A link that has expired still leads those home who are in already.
Task<Result<std::string>> Parts::enter_by(std::string user, std::string code) {
  auto find = [user, code = std::move(code)](Transaction& tx) {
    auto invite = find_invite(tx, code);
    const bool inside = invite && find_role(tx, invite->invitation.room, user).has_value();
    return std::pair(std::move(invite), inside);
  };
  const auto [found, inside] = co_await database.read(std::move(find));
  if (!found) co_return fail(ErrorCode::invite_not_found);
  if (inside) co_return found->invitation.room;
  if (found->refused) co_return fail(*found->refused);
  const auto entered = co_await enter(std::move(user), found->invitation.room, found->id);
  if (!entered) co_return entered.error();
  co_return found->invitation.room;
}

}  // namespace chatelier::rooms
