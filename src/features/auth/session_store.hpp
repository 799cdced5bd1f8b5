// Sessions in Postgres. Blocking; called on the database's workers. The secret itself is never stored.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/db.hpp>
#include <chatelier/ports.hpp>

#include <chrono>
#include <optional>
#include <string>

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

void insert_session(Transaction& tx, const NewSession& session);
[[nodiscard]] std::optional<FoundSession> find_session(Transaction& tx, const std::string& secret_hash);
[[nodiscard]] std::optional<FoundSession> find_session_by_id(Transaction& tx, const std::string& session);
void touch_session(Transaction& tx, const std::string& session, WallTime at);
void delete_session(Transaction& tx, const std::string& session);

}  // namespace chatelier::auth
