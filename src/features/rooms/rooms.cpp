#include "event_types.hpp"
#include "invite_store.hpp"
#include "parts.hpp"
#include "room_store.hpp"
#include "seat_store.hpp"

#include <chatelier/dispatcher.hpp>
#include <chatelier/hub.hpp>
#include <chatelier/router.hpp>

namespace chatelier {

Rooms::Rooms(Database& database, Log& log, Bus& bus, People& people, const Clock& clock, Logger logger,
             RoomsSettings settings)
    : parts_(std::make_unique<rooms::Parts>(database, log, bus, people, clock, std::move(logger),
                                            std::move(settings))) {}

Rooms::~Rooms() = default;

std::vector<const EventType*> Rooms::event_types() {
  return {&rooms::room_created, &rooms::room_updated,   &rooms::room_deleted,  &rooms::member_joined,
          &rooms::member_left,  &rooms::member_changed, &rooms::member_banned, &rooms::member_unbanned};
}

void Rooms::mount(Router& router) {
  using namespace protocol::routes;
  using protocol::Nothing;
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
  router.on<RoomsUpdate>(
      [parts](const Context& c, RoomsUpdateIn in) { return parts->update(c, std::move(in)); });
  router.on<RoomsDelete>([parts](const Context& c, RoomsDeleteIn in) -> Task<Result<Nothing>> {
    const auto dropped = co_await parts->drop(c.identity->user, std::move(in.room));
    if (!dropped) co_return dropped.error();
    co_return Nothing{};
  });
  router.on<MembersPut>(
      [parts](const Context& c, MembersPutIn in) { return parts->put_member(c, std::move(in)); });
  router.on<MembersRemove>(
      [parts](const Context& c, MembersRemoveIn in) { return parts->remove_member(c, std::move(in)); });
  router.on<BansList>([parts](const Context& c, BansListIn in) { return parts->bans(c, std::move(in)); });
  router.on<BansPut>([parts](const Context& c, BansPutIn in) { return parts->ban(c, std::move(in)); });
  router.on<BansRemove>(
      [parts](const Context& c, BansRemoveIn in) { return parts->unban(c, std::move(in)); });
  router.on<InvitesCreate>(
      [parts](const Context& c, InvitesCreateIn in) { return parts->invite(c, std::move(in)); });
  router.on<InvitesList>(
      [parts](const Context& c, InvitesListIn in) { return parts->invites(c, std::move(in)); });
  router.on<InvitesRevoke>(
      [parts](const Context& c, InvitesRevokeIn in) { return parts->revoke(c, std::move(in)); });
  router.on<InvitesGet>(
      [parts](const Context& c, InvitesGetIn in) { return parts->invitation(c, std::move(in)); });
  router.on<InvitesAccept>(
      [parts](const Context& c, InvitesAcceptIn in) { return parts->accept(c, std::move(in)); });
  router.on<DmsOpen>([parts](const Context& c, DmsOpenIn in) { return parts->open_dm(c, std::move(in)); });
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

void Rooms::changed(std::string_view room) { parts_->changed(std::string(room)); }

Task<std::vector<std::string>> Rooms::strangers(std::string room, std::vector<std::string> users) {
  auto find = [room = std::move(room), users = std::move(users)](Transaction& tx) {
    return rooms::find_strangers(tx, room, users);
  };
  co_return co_await parts_->database.read(std::move(find));
}

Task<Greeting> Rooms::greet(const Identity& identity) { return parts_->greet(identity); }

Task<std::vector<Arrivals::Arrival>> Rooms::lately(std::chrono::seconds time) {
  auto find = [time](Transaction& tx) { return rooms::arrivals_within(tx, time); };
  co_return co_await parts_->database.read(std::move(find));
}

Task<std::optional<Signal>> Rooms::news(Arrival arrival) {
  return parts_->news_of_arrival(std::move(arrival));
}

Task<void> Rooms::welcome(std::string user) {
  auto find = [](Transaction& tx) { return rooms::find_lobby(tx); };
  std::string lobby = co_await parts_->database.read(std::move(find));
  const auto entered = co_await parts_->enter(std::move(user), std::move(lobby), std::nullopt);
  if (!entered) throw ErrorException(entered.error());
}

Task<void> Rooms::announce(protocol::User user) {
  auto find = [id = user.id](Transaction& tx) { return rooms::rooms_of(tx, id); };
  const auto joined = co_await parts_->database.read(std::move(find));
  const FramePtr frame = text_frame(to_json(protocol::events::UserUpdated{std::move(user)}));
  for (const std::string& room : joined)
    parts_->bus.to_room(room, frame);
}

Task<bool> Rooms::invited(std::string code) {
  auto find = [code = std::move(code)](Transaction& tx) { return rooms::find_invite(tx, code); };
  const auto found = co_await parts_->database.read(std::move(find));
  co_return found && !found->refused;
}

Task<void> Rooms::admitted(std::string user, std::string code) {
  const auto entered = co_await parts_->enter_by(std::move(user), std::move(code));
  if (!entered) throw ErrorException(entered.error());
}

Task<void> Rooms::farewell(std::string user) { return parts_->farewell(std::move(user)); }

Task<Result<void>> Rooms::drop(std::string actor, std::string room) {
  return parts_->drop(std::move(actor), std::move(room));
}

Task<void> Rooms::sweep() { return parts_->sweep(); }

void Rooms::stop() { parts_->ending = true; }

}  // namespace chatelier
