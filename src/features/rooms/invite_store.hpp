// Links that let people in. Blocking; called on the database's workers. Made and revoked here; how often one
// was used is counted by the log's writer, together with who came by it.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/db.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace chatelier::rooms {

struct NewInvite {
  std::string id;
  std::string room;
  std::string code;
  std::string by;
  std::optional<std::int64_t> seconds;  // until it expires
  std::optional<std::int64_t> max_uses;
};
/// Without its url. Null when whoever makes it is no moderator at this moment, or the room has 200 already.
[[nodiscard]] std::optional<protocol::Invite> insert_invite(Transaction& tx, const NewInvite& invite);

/// Those that still let somebody in, newest first.
[[nodiscard]] std::vector<protocol::Invite> list_invites(Transaction& tx, const std::string& room);

/// False when the room has no such link.
[[nodiscard]] bool delete_invite(Transaction& tx, const std::string& room, const std::string& code);

/// What a code leads to, whether or not it still lets somebody in.
struct FoundInvite {
  std::string id;
  protocol::Invitation invitation;
  std::optional<ErrorCode> refused;  // invite/expired, invite/used_up
};
[[nodiscard]] std::optional<FoundInvite> find_invite(Transaction& tx, const std::string& code);

}  // namespace chatelier::rooms
