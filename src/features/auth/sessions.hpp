// Who is signed in: making, recognising and ending sessions. What was recognised is remembered for a second
// in this process, never elsewhere. Any thread.
#pragma once

#include "session_store.hpp"

#include <chatelier/auth.hpp>
#include <chatelier/bus.hpp>
#include <chatelier/context.hpp>
#include <chatelier/db.hpp>
#include <chatelier/expiring_cache.hpp>

#include <string>

namespace chatelier::auth {

/// What the browser gets: the cookie's value, shown once, and the token that its page must repeat.
struct SessionKeys {
  std::string secret;
  std::string csrf_token;
};

class Sessions {
 public:
  Sessions(Database& database, const Clock& clock, Bus& bus, const AuthSettings& settings);

  /// A new session in the caller's transaction; whoever asks gets a new secret, whatever cookie came along.
  [[nodiscard]] SessionKeys begin(Transaction& tx, const std::string& user, const Context& context) const;

  /// Errors: auth/required for a secret that is unknown, ended or expired.
  Task<Result<IdentityPtr>> identify(std::string secret, bool cookie);
  Task<bool> stands(std::string session);

  /// The row goes and the session's sockets close, on every node.
  Task<void> end(const Identity& identity);
  /// After the rows of all sessions went: what is remembered of this one, and the sockets of all.
  void ended_all(const Identity& identity);

  [[nodiscard]] std::chrono::seconds lifetime() const { return settings_.absolute_limit; }

 private:
  [[nodiscard]] bool expired(const FoundSession& session) const;
  void forget(const Identity& identity);

  Database& database_;
  const Clock& clock_;
  Bus& bus_;
  const AuthSettings settings_;
  ExpiringCache<std::string, IdentityPtr> by_secret_;  // by the secret's hash
  ExpiringCache<std::string, bool> standing_;          // by session
};

}  // namespace chatelier::auth
