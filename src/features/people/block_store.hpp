// Blocks in Postgres. Blocking; called on the database's workers.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/db.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace chatelier::people {

/// Those whom this person does not want to hear, in the order of their ids; never a deleted account.
[[nodiscard]] std::vector<std::string> blocked_by(Transaction& tx, const std::string& user);
[[nodiscard]] bool has_blocked(Transaction& tx, const std::string& user, const std::string& other);

enum class Blocking : std::uint8_t { nobody, too_many, as_before, changed };
/// `nobody`: there is no such person, or no longer. `too_many`: this person has as many blocks as fit into a
/// greeting.
[[nodiscard]] Blocking add_block(Transaction& tx, const std::string& user, const std::string& other,
                                 WallTime at);
[[nodiscard]] Blocking remove_block(Transaction& tx, const std::string& user, const std::string& other);

/// Takes away every block by and of this person; whoever had blocked it, with whom is blocked from now on.
[[nodiscard]] std::map<std::string, std::vector<std::string>> remove_blocks_of(Transaction& tx,
                                                                               const std::string& user);

}  // namespace chatelier::people
