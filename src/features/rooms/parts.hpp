// What the handlers of rooms work with.
#pragma once

#include <chatelier/bus.hpp>
#include <chatelier/context.hpp>
#include <chatelier/db.hpp>
#include <chatelier/expiring_cache.hpp>
#include <chatelier/log.hpp>
#include <chatelier/ports.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/rooms.hpp>

#include <optional>
#include <string>
#include <utility>

namespace chatelier::rooms {

struct Parts {
  Parts(Database& db, Log& l, Bus& b, People& p, const Clock& c, Logger lo, RoomsSettings s)
      : database(db),
        log(l),
        bus(b),
        people(p),
        clock(c),
        logger(std::move(lo)),
        settings(s),
        standings(c, std::chrono::seconds(1), 100'000) {}

  Database& database;
  Log& log;
  Bus& bus;
  People& people;
  const Clock& clock;
  Logger logger;
  RoomsSettings settings;
  ExpiringCache<std::string, StandingPtr> standings;  // by room and user

  // access.cpp
  Task<Result<StandingPtr>> standing(std::string user, std::string room);
  void forget(std::string_view user, std::string_view room);

  // membership.cpp
  Task<Result<protocol::RoomAnswer>> create(const Context& context, protocol::routes::RoomsCreateIn in);
  Task<Result<protocol::RoomAnswer>> join(const Context& context, protocol::routes::RoomsJoinIn in);
  Task<Result<protocol::Nothing>> leave(const Context& context, protocol::routes::RoomsLeaveIn in);
  /// A member after it, whether or not before.
  Task<Result<void>> enter(std::string user, std::string room);
  Task<Result<void>> exit(std::string user, std::string room);
  Task<void> say_added(std::string user, std::string room);

  // listing.cpp
  Task<Result<protocol::RoomPage>> list(const Context& context, protocol::routes::RoomsListIn in);
  Task<Result<protocol::RoomAnswer>> get(const Context& context, protocol::routes::RoomsGetIn in);
  Task<Result<protocol::MemberPage>> members(const Context& context, protocol::routes::RoomsMembersIn in);

  // reading.cpp
  Task<Result<protocol::Nothing>> read(const Context& context, std::string room, std::int64_t seq);

  // greeting.cpp
  Task<Greeting> greet(const Identity& identity);
};

}  // namespace chatelier::rooms
