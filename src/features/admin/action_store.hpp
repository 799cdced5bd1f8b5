// The record of acts in Postgres. Blocking; called on the database's workers.
#pragma once

#include "parts.hpp"

#include <chatelier/clock.hpp>
#include <chatelier/db.hpp>
#include <chatelier/protocol.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace chatelier::admin {

struct NewAction {
  std::string id;
  WallTime at;
  std::string actor;  // empty: at the server's own terminal
  Act act;
};

/// How many rows came or went.
std::int64_t insert_action(Transaction& tx, const NewAction& action);
std::int64_t delete_action(Transaction& tx, const std::string& id);

/// Newest first, those before the action `after`; from the newest on when it is empty.
[[nodiscard]] std::vector<protocol::AdminAction> list_actions(Transaction& tx, const std::string& after,
                                                              std::int64_t limit);

}  // namespace chatelier::admin
