// Other people: who is behind an id, whom one may write to, whom one does not want to hear. The faces of
// features/people, made in app.cpp. No state but Postgres; any thread.
#pragma once

#include <chatelier/ports.hpp>
#include <chatelier/task.hpp>

#include <memory>
#include <string>
#include <vector>

namespace chatelier {

class Bus;
class Clock;
class Database;
class Router;

namespace people {
struct Parts;
}

/// Made before all features: they ask it who the people are that they name.
class PeopleTable final : public People {
 public:
  std::vector<protocol::User> named(Transaction& tx, const std::vector<std::string>& ids) override;
  protocol::Preferences preferences(Transaction& tx, const std::string& user) override;
  std::vector<std::string> blocked_by(Transaction& tx, const std::string& user) override;
};

/// Profile cards, finding people by name, and blocks.
class Contacts {
 public:
  Contacts(Database& database, Bus& bus, People& people, const Clock& clock);
  ~Contacts();

  void mount(Router& router);

  /// A deleted account blocks nobody and is blocked by nobody; who had blocked it is told.
  Task<void> farewell(std::string user);

 private:
  std::unique_ptr<people::Parts> parts_;
};

}  // namespace chatelier
