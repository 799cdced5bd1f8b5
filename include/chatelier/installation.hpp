// What tells this installation from every other one, kept in its database.
#pragma once

#include <chatelier/db.hpp>
#include <chatelier/task.hpp>

#include <string>

namespace chatelier {

/// The same for all nodes on one database and for nobody else, not even for a copy of that database beside
/// it. Never logged, never sent.
[[nodiscard]] Task<std::string> installation_secret(Database& database);

}  // namespace chatelier
