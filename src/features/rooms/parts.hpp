// What the handlers of rooms work with.
#pragma once

#include "seat_store.hpp"

#include <chatelier/bus.hpp>
#include <chatelier/context.hpp>
#include <chatelier/db.hpp>
#include <chatelier/expiring_cache.hpp>
#include <chatelier/gathered_reads.hpp>
#include <chatelier/log.hpp>
#include <chatelier/ports.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/rooms.hpp>
#include <chatelier/router.hpp>

#include <atomic>
#include <string>
#include <utility>
#include <vector>

namespace chatelier::rooms {

/// As the database said at one moment; worth nothing once the room has changed after it.
struct KnownStanding {
  StandingPtr standing;
  SteadyTime as_of;
};

/// What a room is that its owner wants to be found, or not.
[[nodiscard]] constexpr protocol::RoomKind kind_of(protocol::Visibility visibility) {
  return visibility == protocol::Visibility::public_ ? protocol::RoomKind::public_
                                                     : protocol::RoomKind::private_;
}

using StandingReads = GatheredReads<std::string, Standing>;

struct Parts {
  Parts(Database& db, Log& l, Bus& b, People& p, const Clock& c, Logger lo, RoomsSettings s)
      : database(db),
        log(l),
        bus(b),
        people(p),
        clock(c),
        logger(std::move(lo)),
        settings(std::move(s)),
        standings(c, std::chrono::seconds(1), 100'000),
        standing_reads(db, c, find_standings),
        changes(c, std::chrono::seconds(2), 100'000) {}

  Database& database;
  Log& log;
  Bus& bus;
  People& people;
  const Clock& clock;
  Logger logger;
  RoomsSettings settings;
  ExpiringCache<std::string, KnownStanding> standings;  // by seat
  StandingReads standing_reads;
  ExpiringCache<std::string, SteadyTime> changes;  // by room; outlives every standing from before it
  std::atomic<bool> ending{false};

  // access.cpp
  Task<Result<StandingPtr>> standing(std::string user, std::string room);
  StandingPtr remember(const std::string& seat, const StandingReads::Found& found);
  void changed(const std::string& room);

  // news.cpp: what is said to a person's sockets after the log has spoken
  Task<Result<Receipt>> record(const EventType& type, std::string room, std::string actor, std::string body);
  Task<void> say_added(std::string user, std::string room);
  Task<std::optional<Signal>> news_of_arrival(Arrivals::Arrival arrival);
  void say_removed(const std::string& user, const std::string& room, protocol::Removal reason);

  // membership.cpp
  Task<Result<protocol::RoomAnswer>> create(const Context& context, protocol::routes::RoomsCreateIn in);
  Task<Result<protocol::RoomAnswer>> join(const Context& context, protocol::routes::RoomsJoinIn in);
  Task<Result<protocol::Nothing>> leave(const Context& context, protocol::routes::RoomsLeaveIn in);
  /// A member after it, whether or not before.
  Task<Result<void>> enter(std::string user, std::string room, std::optional<std::string> invite);

  // changing.cpp
  Task<Result<protocol::RoomAnswer>> update(const Context& context, protocol::routes::RoomsUpdateIn in);
  Task<Result<void>> drop(std::string actor, std::string room);

  // moderation.cpp
  Task<Result<protocol::Nothing>> put_member(const Context& context, protocol::routes::MembersPutIn in);
  Task<Result<protocol::Nothing>> remove_member(const Context& context, protocol::routes::MembersRemoveIn in);
  Task<Result<protocol::BanList>> bans(const Context& context, protocol::routes::BansListIn in);
  Task<Result<protocol::Nothing>> ban(const Context& context, protocol::routes::BansPutIn in);
  Task<Result<protocol::Nothing>> unban(const Context& context, protocol::routes::BansRemoveIn in);

  // invitations.cpp
  Task<Result<protocol::Invite>> invite(const Context& context, protocol::routes::InvitesCreateIn in);
  Task<Result<protocol::InviteList>> invites(const Context& context, protocol::routes::InvitesListIn in);
  Task<Result<protocol::Nothing>> revoke(const Context& context, protocol::routes::InvitesRevokeIn in);
  Task<Result<protocol::Invitation>> invitation(const Context& context, protocol::routes::InvitesGetIn in);
  Task<Result<protocol::RoomAnswer>> accept(const Context& context, protocol::routes::InvitesAcceptIn in);
  Task<Result<std::string>> enter_by(std::string user, std::string code);

  // direct.cpp
  Task<Result<Reply<protocol::RoomAnswer>>> open_dm(const Context& context, protocol::routes::DmsOpenIn in);

  // listing.cpp
  Task<Result<protocol::RoomPage>> list(const Context& context, protocol::routes::RoomsListIn in);
  Task<Result<protocol::RoomAnswer>> get(const Context& context, protocol::routes::RoomsGetIn in);
  Task<Result<protocol::RoomAnswer>> answer(std::string user, std::string room);
  Task<Result<protocol::RoomAnswer>> answer_after(std::string user, std::string room);
  Task<Result<protocol::MemberPage>> members(const Context& context, protocol::routes::RoomsMembersIn in);

  // reading.cpp
  Task<Result<protocol::Nothing>> read(const Context& context, std::string room, std::int64_t seq);

  // greeting.cpp
  Task<Greeting> greet(const Identity& identity);

  // farewell.cpp: people and rooms that are gone
  Task<void> farewell(std::string user);
  Task<void> sweep();
};

}  // namespace chatelier::rooms
