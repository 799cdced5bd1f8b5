// What deleted rooms leave behind. Blocking; called on the database's workers. The writer lets nothing more
// into such a room, so that its log may be removed here.
#pragma once

#include <chatelier/db.hpp>

#include <string>
#include <vector>

namespace chatelier::rooms {

[[nodiscard]] std::vector<std::string> rooms_to_erase(Transaction& tx);

/// Links that expired a week ago; until then they say so.
void erase_expired_invites(Transaction& tx);

/// Removes a piece of what the room held; false when nothing is left, not even the room's row.
[[nodiscard]] bool erase_some(Transaction& tx, const std::string& room);

}  // namespace chatelier::rooms
