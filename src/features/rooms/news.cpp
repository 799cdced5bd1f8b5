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
Task<std::optional<Signal>> Parts::news_of_arrival(Arrivals::Arrival arrival) {
  auto find = [arrival](Transaction& tx) { return joined_room(tx, arrival.user, arrival.room); };
  const auto joined = co_await database.read(std::move(find));
  if (!joined) co_return std::nullopt;  // has left again
  protocol::events::RoomAdded news;
  static_cast<protocol::JoinedRoom&>(news) = *joined;
  co_return Signal{Signal::Kind::room_added, std::move(arrival.user), {},
                   std::move(arrival.room),  joined->last_seq,        text_frame(to_json(news))};
}

Task<void> Parts::say_added(std::string user, std::string room) {
  try {
    Arrivals::Arrival arrival{user, room};
    auto news = co_await news_of_arrival(std::move(arrival));
    if (news) bus.signal(std::move(*news));
  } catch (const std::exception& error) {
    // It is stored, and looked up later as what was missed: whoever asked must not hear that it failed.
    logger.warning("rooms.news_failed", {{"room", room}, {"user", user}, {"why", error.what()}});
  }
}

void Parts::say_removed(const std::string& user, const std::string& room, protocol::Removal reason) {
  const protocol::events::RoomRemoved news{room, reason};
  bus.signal(Signal{Signal::Kind::room_removed, user, {}, room, 0, text_frame(to_json(news))});
}

}  // namespace chatelier::rooms
