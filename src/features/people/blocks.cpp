// Whom I do not want to hear, on all my devices.
#include "block_store.hpp"
#include "parts.hpp"

#include <utility>

namespace chatelier::people {

Task<Result<protocol::People>> Parts::blocks(const Context& context) {
  auto find = [this, user = context.identity->user](Transaction& tx) {
    return people.named(tx, blocked_by(tx, user));
  };
  protocol::People answer;
  answer.users = co_await database.snapshot(std::move(find));
  co_return answer;
}

Task<Result<protocol::Nothing>> Parts::block(const Context& context, protocol::routes::BlocksPutIn in) {
  const std::string user = context.identity->user;
  if (in.user == user) co_return fail(ErrorCode::user_self);
  auto add = [user, other = std::move(in.user), at = clock.wall()](Transaction& tx) {
    return add_block(tx, user, other, at);
  };
  const Blocking done = co_await database.write(std::move(add));
  co_return co_await outcome(user, done);
}

Task<Result<protocol::Nothing>> Parts::unblock(const Context& context, protocol::routes::BlocksRemoveIn in) {
  const std::string user = context.identity->user;
  if (in.user == user) co_return fail(ErrorCode::user_self);
  auto remove = [user, other = std::move(in.user)](Transaction& tx) { return remove_block(tx, user, other); };
  const Blocking done = co_await database.write(std::move(remove));
  co_return co_await outcome(user, done);
}

Task<Result<protocol::Nothing>> Parts::outcome(std::string user, Blocking done) {
  if (done == Blocking::nobody) co_return fail(ErrorCode::user_not_found);
  if (done == Blocking::too_many) co_return fail_field("user", "too_many");
  if (done == Blocking::changed) {
    // Read after the commit: of two changes at once, the news that goes out last holds both.
    auto find = [user](Transaction& tx) { return blocked_by(tx, user); };
    auto blocked = co_await database.read(std::move(find));
    say_changed(user, std::move(blocked));
  }
  co_return protocol::Nothing{};
}

Task<void> Parts::farewell(std::string user) {
  auto remove = [user](Transaction& tx) { return remove_blocks_of(tx, user); };
  const auto left = co_await database.write(std::move(remove));
  for (const auto& [blocker, blocked] : left)
    say_changed(blocker, blocked);
}

void Parts::say_changed(const std::string& user, std::vector<std::string> blocked) {
  const protocol::events::BlocksChanged news{std::move(blocked)};
  bus.signal(Signal{Signal::Kind::frame, user, {}, {}, 0, text_frame(to_json(news))});
}

}  // namespace chatelier::people
