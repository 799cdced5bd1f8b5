// Links that set a new password, in Postgres. Blocking; called on the database's workers. The token itself is
// never stored.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/db.hpp>

#include <optional>
#include <string>

namespace chatelier::auth {

/// Whose password a link sets, and what the new one must not be.
struct FoundReset {
  std::string user;
  std::string username;
  std::string display_name;
  std::string email;  // empty: none
};

/// In the place of the one that the person had. False when there is no such account.
[[nodiscard]] bool insert_reset(Transaction& tx, const std::string& user, const std::string& token_hash,
                                WallTime expires_at);
[[nodiscard]] std::optional<FoundReset> find_reset(Transaction& tx, const std::string& token_hash,
                                                   WallTime now);
/// Uses the link up and sets the password; the person's id. Nothing when the link is not valid any more.
[[nodiscard]] std::optional<std::string> redeem_reset(Transaction& tx, const std::string& token_hash,
                                                      WallTime now, const std::string& password_hash);
void delete_reset_of(Transaction& tx, const std::string& user);

}  // namespace chatelier::auth
