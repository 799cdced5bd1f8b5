// What tells this installation from every other one, kept in its database.
#pragma once

#include <string>

namespace chatelier {

/// The same for all nodes on one database and for nobody else, not even for a copy of that database beside
/// it.
struct Installation {
  std::string secret;  // never logged, never sent
  std::string name;    // 16 hexadecimal digits: what stands before everything that its nodes share in Redis
};

/// Of a database that has been migrated. Blocking. Throws DatabaseUnavailable.
[[nodiscard]] Installation read_installation(const std::string& database_url);

}  // namespace chatelier
