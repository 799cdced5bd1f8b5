// Whether an account is switched off and whether it administrates, in Postgres. Blocking; called on the
// database's workers.
#pragma once

#include <chatelier/auth.hpp>
#include <chatelier/clock.hpp>
#include <chatelier/db.hpp>

#include <string>
#include <vector>

namespace chatelier::auth {

/// Whether nobody else could administrate the server. Holds all who can until the transaction ends, so that
/// two of them cannot take each other's place away at once. Asked before the account's own row is touched.
[[nodiscard]] bool is_last_administrator(Transaction& tx, const std::string& user);

/// False when there is no such account.
[[nodiscard]] bool store_disabled(Transaction& tx, const std::string& user, bool disabled, WallTime at);
[[nodiscard]] bool store_admin(Transaction& tx, const std::string& user, bool admin);

[[nodiscard]] std::vector<Administrator> find_administrators(Transaction& tx);

}  // namespace chatelier::auth
