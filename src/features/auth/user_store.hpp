// Accounts in Postgres. Blocking; called on the database's workers. Returns structs, never rows.
#pragma once

#include "names.hpp"

#include <chatelier/clock.hpp>
#include <chatelier/db.hpp>
#include <chatelier/protocol.hpp>

#include <optional>
#include <string>

namespace chatelier::auth {

struct NewUser {
  std::string id;
  Username name;
  std::string display_name;
  std::optional<std::string> email;
  std::string password_hash;
  WallTime created_at;
  bool admin = false;
};

/// What signing in and proving a password need.
struct Account {
  protocol::User user;
  std::string password_hash;
  bool disabled = false;
};

struct OwnProfile {
  protocol::User user;
  std::optional<std::string> email;
  protocol::Preferences preferences;
  std::string created_at;
  bool admin = false;
};

/// What is given is changed.
struct ProfileChange {
  std::optional<std::string> display_name;
  std::optional<protocol::Theme> theme;
};

/// False when somebody has the name already, or one that looks like it. An e-mail address that somebody else
/// has claimed is kept as this person's contact, but does not sign in: the answer must not tell strangers who
/// has an account.
[[nodiscard]] bool insert_user(Transaction& tx, const NewUser& user);

/// `key`: as login_key() made it, of a user name or an e-mail address.
[[nodiscard]] std::optional<Account> find_account(Transaction& tx, const std::string& key);
[[nodiscard]] std::optional<Account> find_account_by_id(Transaction& tx, const std::string& user);
[[nodiscard]] std::optional<OwnProfile> find_own_profile(Transaction& tx, const std::string& user);

/// Nothing when there is no such account any more.
[[nodiscard]] std::optional<OwnProfile> change_profile(Transaction& tx, const std::string& user,
                                                       const ProfileChange& change);

/// Does nothing, and says false, when `old_hash` is no longer the account's.
bool replace_password_hash(Transaction& tx, const std::string& user, const std::string& old_hash,
                           const std::string& new_hash);

/// Leaves the tombstone that what the person wrote refers to, and returns it; everything personal goes from
/// the row. Nothing when there is no such account any more, or `password_hash`, when one is given, is no
/// longer its.
[[nodiscard]] std::optional<protocol::User> bury_user(Transaction& tx, const std::string& user,
                                                      const std::optional<std::string>& password_hash,
                                                      WallTime at);

}  // namespace chatelier::auth
