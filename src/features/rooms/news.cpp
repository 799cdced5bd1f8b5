// From a decision to an event of the room's log, and what one person's sockets hear beside it.
#include "parts.hpp"
#include "room_store.hpp"

#include <chatelier/ids.hpp>

#include <exception>
#include <optional>

namespace chatelier::rooms {

Task<Result<Receipt>> Parts::record(const EventType& type, std::string room, std::string actor,
                                    std::string body) {
  Draft draft{&type, room, std::move(actor), new_id(), std::nullopt, std::move(body)};
  auto receipt = co_await log.append(std::move(draft));
  changed(room);  // whoever was answered finds the new state, also where no socket hears the room
  co_return receipt;
}

// The sockets of the person hear the room from the head that this news names on.
Task<void> Parts::say_added(std::string user, std::string room) {
  auto find = [user, room](Transaction& tx) { return joined_room(tx, user, room); };
  std::optional<protocol::JoinedRoom> joined;
  try {
    joined = co_await database.read(std::move(find));
  } catch (const std::exception& error) {
    // It is stored, and the next `ready` says so: whoever asked must not hear that it failed.
    logger.warning("rooms.news_failed", {{"room", room}, {"user", user}, {"why", error.what()}});
  }
  if (!joined) co_return;  // has left again
  protocol::events::RoomAdded news;
  static_cast<protocol::JoinedRoom&>(news) = *joined;
  bus.signal(Signal{Signal::Kind::room_added, user, {}, room, joined->last_seq, text_frame(to_json(news))});
}

void Parts::say_removed(const std::string& user, const std::string& room, protocol::Removal reason) {
  const protocol::events::RoomRemoved news{room, reason};
  bus.signal(Signal{Signal::Kind::room_removed, user, {}, room, 0, text_frame(to_json(news))});
}

}  // namespace chatelier::rooms
