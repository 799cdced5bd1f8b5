// Messages: sending them, reading them back, the room's log as a document, who is writing.
// The face of features/chat, made in app.cpp. Any thread; it has no state of its own.
#pragma once

#include <chatelier/log.hpp>

#include <memory>
#include <vector>

namespace chatelier {

class Bus;
class Database;
class Dispatcher;
class People;
class Router;

namespace chat {
struct Parts;
}

class Chat {
 public:
  Chat(Database& database, Log& log, EventHistory& history, Bus& bus, People& people);
  ~Chat();

  /// The durable events that this feature owns.
  [[nodiscard]] static std::vector<const EventType*> event_types();

  void mount(Router& router);
  void mount(Dispatcher& dispatcher);

 private:
  std::unique_ptr<chat::Parts> parts_;
};

}  // namespace chatelier
