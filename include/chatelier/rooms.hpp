// Rooms: opening, finding, joining and leaving them, who is in them, how far each person has read.
// The face of features/rooms, made in app.cpp. Any thread: its state is Postgres, plus a cache that may be
// lost.
#pragma once

#include <chatelier/log.hpp>
#include <chatelier/ports.hpp>
#include <chatelier/task.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chatelier {

class Bus;
class Clock;
class Database;
class Dispatcher;
class Router;

namespace protocol {
struct User;
}
namespace rooms {
struct Parts;
}

struct RoomsSettings {
  std::chrono::milliseconds heartbeat{25'000};  // told to clients in `ready`
  std::string public_origin;                    // scheme://host[:port], for links
};

class Rooms final : public RoomAccess, public Greeter, public Arrivals {
 public:
  Rooms(Database& database, Log& log, Bus& bus, People& people, const Clock& clock, Logger logger,
        RoomsSettings settings);
  ~Rooms() override;

  /// The durable events that this feature owns.
  [[nodiscard]] static std::vector<const EventType*> event_types();

  void mount(Router& router);
  void mount(Dispatcher& dispatcher);

  Task<Result<StandingPtr>> standing(std::string_view user, std::string_view room) override;
  void changed(std::string_view room) override;
  Task<std::vector<std::string>> strangers(std::string room, std::vector<std::string> users) override;
  Task<Greeting> greet(const Identity& identity) override;
  Task<std::vector<Arrival>> lately(std::chrono::seconds time) override;
  Task<std::optional<Signal>> news(Arrival arrival) override;

  // ---- what accounts cause
  // -----------------------------------------------------------------------------------------
  /// A new person is in the lobby.
  Task<void> welcome(std::string user);
  /// Everybody who shares a room with the person hears of the new name, or that the account is gone.
  Task<void> announce(protocol::User user);
  /// Whether the code of an invitation lets somebody in now.
  Task<bool> invited(std::string code);
  /// Somebody who registered with an invitation is in the room that it leads to.
  Task<void> admitted(std::string user, std::string code);
  /// A deleted account leaves every room, and hands over those that only it owned.
  Task<void> farewell(std::string user);

  // ---- what administrators and time cause
  // --------------------------------------------------------------------------
  /// Deletes a room with everything in it. Errors: room/not_found, room/forbidden, room/fixed, room/lobby.
  Task<Result<void>> drop(std::string actor, std::string room);
  /// Goes on with farewells and erasures that are not done. Ends soon after `stop`.
  Task<void> sweep();
  void stop();

 private:
  std::unique_ptr<rooms::Parts> parts_;
};

}  // namespace chatelier
