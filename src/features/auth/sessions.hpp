// Who is signed in: making, recognising and ending sessions. What was recognised is remembered for a second
// in this process, never elsewhere, and doubted when another node says that sessions ended. Any thread.
#pragma once

#include "session_store.hpp"

#include <chatelier/auth.hpp>
#include <chatelier/bus.hpp>
#include <chatelier/context.hpp>
#include <chatelier/db.hpp>
#include <chatelier/expiring_cache.hpp>
#include <chatelier/gathered_reads.hpp>

#include <optional>
#include <string>
#include <vector>

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
  /// Nothing when `password_hash`, against which the password was checked, is no longer the account's.
  [[nodiscard]] std::optional<SessionKeys> begin(Transaction& tx, const std::string& user,
                                                 const std::string& password_hash,
                                                 const Context& context) const;

  /// Errors: auth/required for a secret that is unknown, ended or expired.
  Task<Result<IdentityPtr>> identify(std::string secret, bool cookie);
  Task<bool> stands(std::string session);
  /// Those that do not stand.
  Task<std::vector<std::string>> ended_among(std::vector<std::string> sessions);

  /// The row goes and the session's sockets close, on every node.
  Task<void> end(const Identity& identity);
  /// After the rows of these sessions of a person went: what is remembered of them goes, and their sockets
  /// close.
  void ended(const std::string& user, const std::vector<SessionRef>& sessions);
  /// The same for all sessions of the person, and for sockets whose session is not known any more.
  void ended_all(const std::string& user, const std::vector<SessionRef>& sessions);
  /// Another node has ended sessions of the person: what is remembered of them is asked again.
  void doubt(const std::string& user);
  /// What is remembered of the person is read again.
  void refresh(const std::vector<SessionRef>& sessions);
  /// Those that stand, the latest first.
  Task<std::vector<protocol::Session>> list(std::string user);

 private:
  using StandingReads = GatheredReads<std::string, bool>;

  [[nodiscard]] bool expired(const FoundSession& session) const;
  void forget(const std::string& session, const std::string& secret_hash);
  [[nodiscard]] std::unordered_set<std::string> standing_among(
      Transaction& tx, const std::vector<std::string>& sessions) const;

  Database& database_;
  const Clock& clock_;
  Bus& bus_;
  const AuthSettings settings_;
  ExpiringCache<std::string, IdentityPtr> by_secret_;  // by the secret's hash
  ExpiringCache<std::string, bool> standing_;          // by session
  ExpiringCache<std::string, bool> doubted_;           // by user
  StandingReads standing_reads_;
};

}  // namespace chatelier::auth
