// Administration: how the server is, who and what is on it, and what administrators do about it, every act of
// which is recorded. The face of features/admin, made in app.cpp. Any thread; no state but Postgres. It never
// learns how accounts and rooms are changed: that is behind the hooks.
#pragma once

#include <chatelier/ports.hpp>
#include <chatelier/registration.hpp>
#include <chatelier/task.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace chatelier {

class Clock;
class Database;
class Redis;
class Router;

namespace admin {
struct Parts;
}

struct AdminSettings {
  std::string public_origin;  // scheme://host[:port], which links begin with
  Registration registration = Registration::open;
};

/// What leads to a new password, as whoever keeps accounts makes it.
struct AdminResetKey {
  std::string token;
  std::string expires_at;  // RFC 3339
};

/// What other features do for an administrator. Whoever asks may do it: the router has looked.
struct AdminHooks {
  std::function<Task<Result<void>>(std::string user, bool disabled)> set_disabled;
  std::function<Task<Result<void>>(std::string user, bool admin)> set_admin;
  std::function<Task<Result<AdminResetKey>>(std::string user)> make_reset_key;
  std::function<Task<Result<void>>(std::string user)> erase;
  std::function<Task<Result<void>>(std::string actor, std::string room)> drop_room;
  std::function<std::size_t()> connections;  // sockets of this node
};

class Admin {
 public:
  Admin(Database& database, Redis& redis, People& people, const Clock& clock, AdminSettings settings,
        AdminHooks hooks);
  ~Admin();

  void mount(Router& router);

  /// Records what was done at the server's own terminal. `subject`: the id of a person.
  Task<void> record_at_terminal(std::string action, std::string subject);

 private:
  std::unique_ptr<admin::Parts> parts_;
};

}  // namespace chatelier
