#include "event_types.hpp"
#include "parts.hpp"

#include <chatelier/chat.hpp>
#include <chatelier/dispatcher.hpp>
#include <chatelier/router.hpp>

#include <utility>

namespace chatelier {

Chat::Chat(Database& database, Log& log, EventHistory& history, Bus& bus, People& people)
    : parts_(std::make_unique<chat::Parts>(chat::Parts{database, log, history, bus, people})) {}

Chat::~Chat() = default;

std::vector<const EventType*> Chat::event_types() { return {&chat::message_created}; }

void Chat::mount(Router& router) {
  using namespace protocol::routes;
  chat::Parts* parts = parts_.get();
  router.on<MessagesList>(
      [parts](const Context& c, MessagesListIn in) { return parts->list(c, std::move(in)); });
  router.on<MessagesSend>(
      [parts](const Context& c, MessagesSendIn in) { return parts->send_by_rest(c, std::move(in)); });
  router.on<MessagesGet>(
      [parts](const Context& c, MessagesGetIn in) { return parts->get(c, std::move(in)); });
  router.on<EventsList>(
      [parts](const Context& c, EventsListIn in) { return parts->events(c, std::move(in)); });
}

void Chat::mount(Dispatcher& dispatcher) {
  using namespace protocol::commands;
  chat::Parts* parts = parts_.get();
  dispatcher.on<MessageSend>(
      [parts](const Context& c, MessageSendIn in) { return parts->send(c, std::move(in)); });
  dispatcher.on<Typing>([parts](const Context& c, TypingIn in) { return parts->typing(c, std::move(in)); });
}

}  // namespace chatelier
