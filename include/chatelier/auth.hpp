// Accounts: registering, signing in and out, sessions, who is who, and what administrators do about accounts.
// The face of features/auth, made in app.cpp. Any thread: its state is Postgres, plus caches that may be
// lost. It never learns what a room is; others hear of a new, a changed or a deleted account through the
// hooks.
#pragma once

#include <chatelier/logger.hpp>
#include <chatelier/ports.hpp>
#include <chatelier/registration.hpp>
#include <chatelier/task.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatelier {

class Bus;
class Clock;
class Database;
class Router;
class SharedBuckets;
class Workers;

namespace protocol {
struct User;
}
namespace protocol::routes {
struct AuthRegisterIn;
}
namespace auth {
struct Parts;
}

struct AuthSettings {
  Registration registration = Registration::open;
  bool secure_cookies = true;                  // false: plain http on localhost, without the `__Host-` prefix
  std::chrono::hours idle_limit{24 * 14};      // a session that nobody uses ends
  std::chrono::hours absolute_limit{24 * 60};  // every session ends, counted from sign-in
};

/// What other features do about accounts. All but `invited` are called after the change has been committed;
/// what they throw is logged and changes nothing for the person who asked.
struct AuthHooks {
  std::function<Task<void>(std::string user)> welcome;  // registered
  std::function<Task<void>(protocol::User user)>
      announce;  // another name, or deleted: who shares a room hears of it
  std::function<Task<void>(std::string user)> farewell;  // deleted, after `announce`: leaves every room
  std::function<Task<bool>(std::string code)> invited;   // is this invitation good?
  std::function<Task<void>(std::string user, std::string code)>
      admitted;  // registered with an invitation, after `welcome`: joins its room
};

/// What leads to a new password, once. The token is shown here and nowhere else.
struct ResetLink {
  std::string token;
  std::string expires_at;  // RFC 3339
};

/// Somebody who administrates the server, for the list at its terminal.
struct Administrator {
  std::string username;
  std::string display_name;
  std::string created_at;  // RFC 3339
  bool disabled = false;
};

class Auth final : public Authenticator {
 public:
  /// `crypto` runs Argon2id and nothing else: few threads and a short queue, so that a wave of sign-ins is
  /// told to come back (auth/busy) instead of starving the chat. Hashes one password here, which takes about
  /// 0.1 s. Failed sign-ins are counted with the other nodes in `shared`; without it, by this process alone.
  Auth(Database& database, Workers& crypto, const Clock& clock, Bus& bus, Logger logger,
       AuthSettings settings, AuthHooks hooks, SharedBuckets* shared = nullptr);
  ~Auth() override;

  void mount(Router& router);

  Task<Result<IdentityPtr>> authenticate(Credential credential) override;
  Task<bool> still_valid(const Identity& identity) override;
  Task<std::vector<std::string>> ended(std::vector<std::string> sessions) override;

  /// Another node has ended sessions of the person: none is taken on trust any more. Any thread.
  void ended_elsewhere(const std::string& user);

  // ---- what administrators do about accounts; whoever calls has checked that they may
  /// A disabled account signs in nowhere, and all its sessions and sockets end. Errors: user/not_found,
  /// admin/last.
  Task<Result<void>> set_disabled(std::string user, bool disabled);
  /// The person's sessions see it within a second. Errors: user/not_found, admin/last.
  Task<Result<void>> set_admin(std::string user, bool admin);
  /// Valid for an hour and once; one that was made before is no longer. Errors: user/not_found.
  Task<Result<ResetLink>> make_reset_link(std::string user);
  /// As the person itself could. Errors: user/not_found, admin/last.
  Task<Result<void>> erase(std::string user);

  // ---- at the server's own terminal
  /// An account that administrates; the rules for names and passwords are those of registering. Errors: what
  /// they answer, auth/username_taken.
  Task<Result<protocol::User>> create_administrator(protocol::routes::AuthRegisterIn in);
  /// Everybody who administrates, by user name.
  Task<std::vector<Administrator>> administrators();
  /// The id of the account that this user name, or e-mail address, signs in to.
  Task<std::optional<std::string>> account_named(std::string login);

 private:
  std::unique_ptr<auth::Parts> parts_;
};

}  // namespace chatelier
