// What the handlers of chat work with.
#pragma once

#include <chatelier/bus.hpp>
#include <chatelier/context.hpp>
#include <chatelier/db.hpp>
#include <chatelier/log.hpp>
#include <chatelier/ports.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/router.hpp>

namespace chatelier::chat {

struct Parts {
  Database& database;
  Log& log;
  EventHistory& history;
  Bus& bus;
  People& people;

  // sending.cpp
  Task<Result<protocol::Stored>> send(const Context& context, protocol::commands::MessageSendIn in);
  Task<Result<Reply<protocol::MessageAnswer>>> send_by_rest(const Context& context,
                                                            protocol::routes::MessagesSendIn in);
  Task<Result<Receipt>> append(const Context& context, Draft draft);
  Task<Result<protocol::Nothing>> typing(const Context& context, protocol::commands::TypingIn in);

  // reading.cpp
  Task<Result<protocol::MessagePage>> list(const Context& context, protocol::routes::MessagesListIn in);
  Task<Result<protocol::MessageAnswer>> get(const Context& context, protocol::routes::MessagesGetIn in);
  Task<Result<protocol::EventPage>> events(const Context& context, protocol::routes::EventsListIn in);
};

}  // namespace chatelier::chat
