#include "event_types.hpp"
#include "parts.hpp"
#include "room_store.hpp"

#include <chatelier/dispatcher.hpp>
#include <chatelier/hub.hpp>
#include <chatelier/router.hpp>

namespace chatelier {

Rooms::Rooms(Database& database, Log& log, Bus& bus, People& people, const Clock& clock, Logger logger,
             RoomsSettings settings)
    : parts_(std::make_unique<rooms::Parts>(database, log, bus, people, clock, std::move(logger), settings)) {
}

Rooms::~Rooms() = default;

std::vector<const EventType*> Rooms::event_types() {
  return {&rooms::room_created, &rooms::member_joined, &rooms::member_left};
}

void Rooms::mount(Router& router) {
  using namespace protocol::routes;
  rooms::Parts* parts = parts_.get();
  router.on<RoomsList>([parts](const Context& c, RoomsListIn in) { return parts->list(c, std::move(in)); });
  router.on<RoomsCreate>(
      [parts](const Context& c, RoomsCreateIn in) { return parts->create(c, std::move(in)); });
  router.on<RoomsGet>([parts](const Context& c, RoomsGetIn in) { return parts->get(c, std::move(in)); });
  router.on<RoomsJoin>([parts](const Context& c, RoomsJoinIn in) { return parts->join(c, std::move(in)); });
  router.on<RoomsLeave>(
      [parts](const Context& c, RoomsLeaveIn in) { return parts->leave(c, std::move(in)); });
  router.on<RoomsMembers>(
      [parts](const Context& c, RoomsMembersIn in) { return parts->members(c, std::move(in)); });
  router.on<RoomsRead>(
      [parts](const Context& c, RoomsReadIn in) { return parts->read(c, std::move(in.room), in.seq); });
}

void Rooms::mount(Dispatcher& dispatcher) {
  using namespace protocol::commands;
  rooms::Parts* parts = parts_.get();
  dispatcher.on<ReadMark>(
      [parts](const Context& c, ReadMarkIn in) { return parts->read(c, std::move(in.room), in.seq); });
}

Task<Result<StandingPtr>> Rooms::standing(std::string_view user, std::string_view room) {
  return parts_->standing(std::string(user), std::string(room));
}

void Rooms::forget(std::string_view user, std::string_view room) { parts_->forget(user, room); }

Task<Greeting> Rooms::greet(const Identity& identity) { return parts_->greet(identity); }

Task<void> Rooms::welcome(std::string user) {
  auto find = [](Transaction& tx) { return rooms::find_lobby(tx); };
  std::string lobby = co_await parts_->database.read(std::move(find));
  const auto entered = co_await parts_->enter(std::move(user), std::move(lobby));
  if (!entered) throw ErrorException(entered.error());
}

Task<void> Rooms::announce(protocol::User user) {
  auto find = [id = user.id](Transaction& tx) { return rooms::joined_rooms(tx, id); };
  const auto joined = co_await parts_->database.read(std::move(find));
  const FramePtr frame = text_frame(to_json(protocol::events::UserUpdated{std::move(user)}));
  for (const protocol::JoinedRoom& room : joined)
    parts_->bus.to_room(room.room, frame);
}

Task<void> Rooms::farewell(std::string user) {
  auto find = [user](Transaction& tx) { return rooms::joined_rooms(tx, user); };
  const auto joined = co_await parts_->database.read(std::move(find));
  for (const protocol::JoinedRoom& room : joined) {
    const auto left = co_await parts_->exit(user, room.room);
    if (!left) throw ErrorException(left.error());
  }
}

}  // namespace chatelier
