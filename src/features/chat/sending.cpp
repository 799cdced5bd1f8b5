// From a client's words to an event of the log, over the socket or by REST.
#include "event_types.hpp"
#include "message_store.hpp"
#include "parts.hpp"

#include <chatelier/ids.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace chatelier::chat {
namespace {

Draft draft_of(const Context& context, std::string room, std::optional<std::string> nonce, std::string text,
               std::optional<std::int64_t> reply_to) {
  Draft draft;
  draft.type = &message_created;
  draft.room = std::move(room);
  draft.actor = context.identity->user;
  draft.nonce = nonce ? std::move(*nonce) : new_id();
  protocol::events::MessageCreated event;
  event.nonce = draft.nonce;
  event.text = std::move(text);
  event.reply_to = reply_to;
  draft.body = body_json(event);
  return draft;
}

}  // namespace

Task<Result<protocol::Stored>> Parts::send(const Context& context, protocol::commands::MessageSendIn in) {
  Draft draft = draft_of(context, std::move(in.room), std::move(in.nonce), std::move(in.text), in.reply_to);
  const auto receipt = co_await append(context, std::move(draft));
  if (!receipt) co_return receipt.error();
  co_return protocol::Stored{receipt->seq, receipt->at};
}

// Who is slowed hears for how long.
Task<Result<Receipt>> Parts::append(const Context& context, Draft draft) {
  const std::string room = draft.room;
  auto receipt = co_await log.append(std::move(draft));
  if (receipt || receipt.error().code != ErrorCode::room_slow_mode) co_return receipt;
  auto read = [room, user = context.identity->user](Transaction& tx) {
    return slow_mode_wait(tx, room, user);
  };
  co_return fail_after(ErrorCode::room_slow_mode, co_await database.read(std::move(read)));
}

// The same nonce again answers 200 with what the first one made, whatever it says this time.
Task<Result<Reply<protocol::MessageAnswer>>> Parts::send_by_rest(const Context& context,
                                                                 protocol::routes::MessagesSendIn in) {
  Draft draft = draft_of(context, in.room, std::move(in.nonce), std::move(in.text), in.reply_to);
  const auto receipt = co_await append(context, std::move(draft));
  if (!receipt) co_return receipt.error();
  auto read = [room = std::move(in.room), seq = receipt->seq](Transaction& tx) {
    return read_message(tx, room, seq);
  };
  // Stored is stored: when it cannot be read back, the answer must not sound as if it were not.
  std::optional<protocol::Message> message;
  try {
    message = co_await database.read(std::move(read));
  } catch (const std::exception& error) {
    context.logger.warning("chat.sent_but_unread", {{"trace", context.trace_id}, {"why", error.what()}});
    co_return fail_after(ErrorCode::log_unknown, std::chrono::seconds(1));
  }
  if (!message) co_return fail(ErrorCode::message_not_found);
  Reply<protocol::MessageAnswer> reply(protocol::MessageAnswer{std::move(*message)});
  if (receipt->duplicate) reply.status = 200;
  co_return reply;
}

Task<Result<protocol::Nothing>> Parts::typing(const Context& context, protocol::commands::TypingIn in) {
  const protocol::events::Typing event{in.room, context.identity->user};
  bus.to_screens(in.room, context.identity->user, text_frame(to_json(event)));
  co_return protocol::Nothing{};
}

}  // namespace chatelier::chat
