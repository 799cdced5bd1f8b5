// Brings the database to this build's schema: numbered, forward only, each file in one transaction.
#pragma once

#include <chatelier/logger.hpp>

#include <stdexcept>
#include <string>

namespace chatelier {

/// The database and the files disagree in a way that waiting does not heal: a file changed after it ran, a
/// number is missing, the database is newer than this build. The message says which and what to do.
struct MigrationRefused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Runs what is missing under an advisory lock, so that several servers may start at once. Blocking.
/// Throws MigrationRefused or DatabaseUnavailable.
void migrate(const std::string& database_url, const std::string& directory, const Logger& logger);

}  // namespace chatelier
