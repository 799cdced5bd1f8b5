// Sessions in Postgres. Blocking; called on the database's workers. The secret itself is never stored.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/db.hpp>
#include <chatelier/ports.hpp>
#include <chatelier/protocol.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace chatelier::auth {

struct NewSession {
  std::string id;
  std::string user;
  std::string secret_hash;
  std::string user_agent;
  std::string address;  // the network only
  WallTime at;
};

/// What a session's limits are measured from.
struct FoundSession {
  Identity identity;  // without its CSRF token, which follows from the secret
  WallTime created_at;
  WallTime last_seen_at;
};

/// What a session is known by, here and in the caches.
struct SessionRef {
  std::string id;
  std::string secret_hash;
};

/// False when `password_hash` is no longer the account's: it was deleted or disabled, or got another
/// password, while this one was being looked at.
[[nodiscard]] bool insert_session(Transaction& tx, const NewSession& session,
                                  const std::string& password_hash);
[[nodiscard]] std::optional<FoundSession> find_session(Transaction& tx, const std::string& secret_hash);
/// Those of the sessions that stand, when they must have begun and been used at these moments or later.
[[nodiscard]] std::unordered_set<std::string> find_standing_sessions(Transaction& tx,
                                                                     const std::vector<std::string>& sessions,
                                                                     WallTime began, WallTime used);
void touch_session(Transaction& tx, const std::string& session, WallTime at);
void delete_session(Transaction& tx, const std::string& session);
/// Those of one person that began, or were used last, before these moments.
void delete_expired_sessions(Transaction& tx, const std::string& user, WallTime began, WallTime used);
std::vector<SessionRef> delete_sessions_of(Transaction& tx, const std::string& user);
std::vector<SessionRef> delete_other_sessions(Transaction& tx, const std::string& user,
                                              const std::string& kept);
/// Nothing when the person has no such session.
[[nodiscard]] std::optional<SessionRef> delete_own_session(Transaction& tx, const std::string& user,
                                                           const std::string& session);
[[nodiscard]] std::vector<SessionRef> sessions_of(Transaction& tx, const std::string& user);
/// For the person to see: those that began and were used last at these moments or later, the latest first.
[[nodiscard]] std::vector<protocol::Session> list_sessions(Transaction& tx, const std::string& user,
                                                           WallTime began, WallTime used);

}  // namespace chatelier::auth
