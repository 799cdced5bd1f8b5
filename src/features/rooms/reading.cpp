// How far a person has read, for the person's other devices.
#include "parts.hpp"
#include "room_store.hpp"

namespace chatelier::rooms {

Task<Result<protocol::Nothing>> Parts::read(const Context& context, std::string room, std::int64_t seq) {
  const std::string user = context.identity->user;
  auto mark = [user, room, seq](Transaction& tx) { return mark_read(tx, room, user, seq); };
  const auto state = co_await database.write(std::move(mark));
  if (!state) co_return fail(ErrorCode::room_not_member);
  const protocol::events::ReadMarked news{room, state->seq, state->unread, state->last_seq};
  bus.signal(Signal{Signal::Kind::frame, user, {}, room, state->seq, text_frame(to_json(news))});
  co_return protocol::Nothing{};
}

}  // namespace chatelier::rooms
