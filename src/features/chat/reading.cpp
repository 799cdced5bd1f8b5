// Pages of messages with their people, and the log itself.
#include "message_store.hpp"
#include "parts.hpp"

#include <algorithm>
#include <utility>

namespace chatelier::chat {
namespace {

PageRequest request_of(const protocol::routes::MessagesListIn& in) {
  using Direction = PageRequest::Direction;
  if (in.before) return {in.room, Direction::before, *in.before, in.limit};
  if (in.after) return {in.room, Direction::after, *in.after, in.limit};
  if (in.around) return {in.room, Direction::around, *in.around, in.limit};
  return {in.room, Direction::newest, 0, in.limit};
}

std::vector<std::string> authors_of(const std::vector<protocol::Message>& messages) {
  std::vector<std::string> authors;
  for (const protocol::Message& message : messages)
    authors.push_back(message.author);
  std::sort(authors.begin(), authors.end());
  authors.erase(std::unique(authors.begin(), authors.end()), authors.end());
  return authors;
}

}  // namespace

Task<Result<protocol::MessagePage>> Parts::list(const Context&, protocol::routes::MessagesListIn in) {
  auto read = [this, request = request_of(in)](Transaction& tx) {
    protocol::MessagePage page = read_page(tx, request);
    page.users = people.named(tx, authors_of(page.messages));
    return page;
  };
  co_return co_await database.snapshot(std::move(read));
}

Task<Result<protocol::MessageAnswer>> Parts::get(const Context&, protocol::routes::MessagesGetIn in) {
  auto read = [in = std::move(in)](Transaction& tx) { return read_message(tx, in.room, in.seq); };
  auto message = co_await database.read(std::move(read));
  if (!message) co_return fail(ErrorCode::message_not_found);
  co_return protocol::MessageAnswer{std::move(*message)};
}

Task<Result<protocol::EventPage>> Parts::events(const Context&, protocol::routes::EventsListIn in) {
  const LogPage page =
      co_await history.after(std::move(in.room), in.after, static_cast<std::size_t>(in.limit));
  protocol::EventPage out;
  out.last_seq = page.last_seq;
  for (const EventPtr& event : page.events)
    out.events.emplace_back(event->frame->payload());
  co_return out;
}

}  // namespace chatelier::chat
