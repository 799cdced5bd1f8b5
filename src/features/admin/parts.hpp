// What the handlers of administration work with. Never changes after its making; any shard.
#pragma once

#include <chatelier/admin.hpp>
#include <chatelier/clock.hpp>
#include <chatelier/context.hpp>
#include <chatelier/db.hpp>
#include <chatelier/ports.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/redis.hpp>

#include <optional>
#include <string>
#include <utility>

namespace chatelier::admin {

/// What an administrator does.
struct Act {
  std::string action;
  std::string subject;  // the id of a person or a room
  std::optional<std::string> detail{};
};

struct Parts {
  Database& database;
  Redis& redis;
  People& people;
  const Clock& clock;
  const AdminSettings settings;
  const AdminHooks hooks;
  const std::string started_at;

  // health.cpp
  Task<Result<protocol::ServerHealth>> health();

  // listing.cpp
  Task<Result<protocol::AdminPeople>> list_people(const Context& context, protocol::routes::AdminPeopleIn in);
  Task<Result<protocol::AdminRooms>> list_rooms(const Context& context, protocol::routes::AdminRoomsIn in);
  Task<Result<protocol::AdminActions>> list_actions(const Context& context,
                                                    protocol::routes::AdminActionsIn in);

  // acts.cpp
  Task<Result<protocol::Nothing>> change_person(const Context& context, protocol::routes::AdminPersonIn in);
  Task<Result<protocol::ResetLink>> make_reset_link(const Context& context,
                                                    protocol::routes::AdminResetIn in);
  Task<Result<protocol::Nothing>> erase(const Context& context, protocol::routes::AdminEraseIn in);
  Task<Result<protocol::Nothing>> drop_room(const Context& context, protocol::routes::AdminDropIn in);

  // recording.cpp
  /// Writes the act down before it happens, so that none goes unrecorded; the record's id. No actor: at the
  /// server's own terminal.
  Task<std::string> record(std::string actor, Act act);
  /// It was refused, so it did not happen.
  Task<void> take_back(std::string record);
  /// Does it, recorded and logged. When it throws, it may have happened: the record stays.
  template <class T>
  Task<Result<T>> perform(const Context& context, Act act, Task<Result<T>> deed);
};

void log_act(const Context& context, const Act& act);

template <class T>
Task<Result<T>> Parts::perform(const Context& context, Act act, Task<Result<T>> deed) {
  std::string written = co_await record(context.identity->user, act);
  Result<T> done = co_await std::move(deed);
  if (done) {
    log_act(context, act);
  } else {
    co_await take_back(std::move(written));
  }
  co_return done;
}

}  // namespace chatelier::admin
