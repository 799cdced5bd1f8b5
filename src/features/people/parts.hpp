// What the handlers of people work with. No state; any shard.
#pragma once

#include "block_store.hpp"

#include <chatelier/bus.hpp>
#include <chatelier/clock.hpp>
#include <chatelier/context.hpp>
#include <chatelier/db.hpp>
#include <chatelier/people.hpp>
#include <chatelier/ports.hpp>
#include <chatelier/protocol.hpp>

#include <string>
#include <vector>

namespace chatelier::people {

struct Parts {
  Database& database;
  Bus& bus;
  People& people;
  const Clock& clock;

  // profiles.cpp
  Task<Result<protocol::Profile>> profile(const Context& context, protocol::routes::UsersGetIn in);
  Task<Result<protocol::People>> list(const Context& context, protocol::routes::UsersListIn in);

  // blocks.cpp
  Task<Result<protocol::People>> blocks(const Context& context);
  Task<Result<protocol::Nothing>> block(const Context& context, protocol::routes::BlocksPutIn in);
  Task<Result<protocol::Nothing>> unblock(const Context& context, protocol::routes::BlocksRemoveIn in);
  /// The answer, and news for the person's sockets when something has changed.
  Task<Result<protocol::Nothing>> outcome(std::string user, Blocking done);
  Task<void> farewell(std::string user);
  void say_changed(const std::string& user, std::vector<std::string> blocked);
};

}  // namespace chatelier::people
