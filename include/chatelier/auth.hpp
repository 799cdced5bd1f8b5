// Accounts: registering, signing in and out, sessions, who is who. The face of features/auth, made in
// app.cpp. Any thread: its state is Postgres, plus caches that may be lost. It never learns what a room is;
// others hear of a new or a deleted account through the hooks.
#pragma once

#include <chatelier/ports.hpp>
#include <chatelier/registration.hpp>
#include <chatelier/task.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace chatelier {

class Bus;
class Clock;
class Database;
class Router;
class Workers;

namespace protocol {
struct User;
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

/// What other features do about accounts. Each is called after the change has been committed; what it throws
/// is logged and changes nothing for the person who asked.
struct AuthHooks {
  std::function<Task<void>(std::string user)> welcome;  // registered
  std::function<Task<void>(protocol::User user)>
      announce;                                          // deleted: who shares a room hears of the tombstone
  std::function<Task<void>(std::string user)> farewell;  // deleted, after `announce`: leaves every room
};

class Auth final : public Authenticator {
 public:
  /// `crypto` runs Argon2id and nothing else: two threads and a short queue, so that a wave of sign-ins is
  /// told to come back (auth/busy) instead of starving the chat. Hashes one password here, which takes about
  /// 0.1 s.
  Auth(Database& database, Workers& crypto, const Clock& clock, Bus& bus, AuthSettings settings,
       AuthHooks hooks);
  ~Auth() override;

  void mount(Router& router);

  Task<Result<IdentityPtr>> authenticate(Credential credential) override;
  Task<bool> still_valid(const Identity& identity) override;

 private:
  std::unique_ptr<auth::Parts> parts_;
};

}  // namespace chatelier
