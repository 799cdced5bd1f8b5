// Other people: the card of one, names for ids, people to write to.
#include "block_store.hpp"
#include "parts.hpp"
#include "search.hpp"

#include <utility>

namespace chatelier::people {

Task<Result<protocol::Profile>> Parts::profile(const Context& context, protocol::routes::UsersGetIn in) {
  auto find = [this, me = context.identity->user, user = std::move(in.user)](Transaction& tx) {
    std::optional<protocol::Profile> card;
    auto users = people.named(tx, {user});
    if (users.empty()) return card;
    card.emplace().user = std::move(users.front());
    if (has_blocked(tx, me, user)) card->blocked = true;
    return card;
  };
  auto card = co_await database.snapshot(std::move(find));
  if (!card) co_return fail(ErrorCode::user_not_found);
  co_return std::move(*card);
}

Task<Result<protocol::People>> Parts::list(const Context& context, protocol::routes::UsersListIn in) {
  if (!in.ids && !in.q) co_return fail_field("ids", "missing");
  auto find = [this, me = context.identity->user, in = std::move(in)](Transaction& tx) {
    return in.ids ? people.named(tx, *in.ids) : find_people(tx, *in.q, me, in.limit);
  };
  protocol::People answer;
  answer.users = co_await database.read(std::move(find));
  co_return answer;
}

}  // namespace chatelier::people
