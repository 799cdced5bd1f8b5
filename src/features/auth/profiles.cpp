// Other people: names for ids.
#include "handlers.hpp"
#include "parts.hpp"

#include <chatelier/ids.hpp>

namespace chatelier::auth {

Task<Result<protocol::Profile>> read_profile(Parts& parts, const Context&, protocol::routes::UsersGetIn in) {
  if (!is_id(in.user)) co_return fail(ErrorCode::user_not_found);
  auto find = [&parts, user = std::move(in.user)](Transaction& tx) { return parts.people.named(tx, {user}); };
  auto people = co_await parts.database.read(std::move(find));
  if (people.empty()) co_return fail(ErrorCode::user_not_found);
  co_return protocol::Profile{std::move(people.front())};
}

Task<Result<protocol::People>> list_people(Parts& parts, const Context&, protocol::routes::UsersListIn in) {
  auto find = [&parts, ids = std::move(in.ids)](Transaction& tx) { return parts.people.named(tx, ids); };
  protocol::People people;
  people.users = co_await parts.database.read(std::move(find));
  co_return people;
}

}  // namespace chatelier::auth
