// What an administrator does. Each act is one record; what would change nothing is no act.
#include "inventory.hpp"
#include "parts.hpp"

#include <utility>

namespace chatelier::admin {

Task<Result<protocol::Nothing>> Parts::change_person(const Context& context,
                                                     protocol::routes::AdminPersonIn in) {
  if (!in.disabled && !in.admin) co_return fail_field("disabled", "missing");
  if (in.disabled.value_or(false) && in.user == context.identity->user) co_return fail(ErrorCode::user_self);
  auto find = [user = in.user](Transaction& tx) { return find_standing(tx, user); };
  const std::optional<PersonStanding> before = co_await database.read(std::move(find));
  if (!before) co_return fail(ErrorCode::user_not_found);

  if (in.disabled && *in.disabled != before->disabled) {
    Act act{*in.disabled ? "person.disable" : "person.enable", in.user};
    const auto done = co_await perform(context, std::move(act), hooks.set_disabled(in.user, *in.disabled));
    if (!done) co_return done.error();
  }
  if (in.admin && *in.admin != before->admin) {
    Act act{*in.admin ? "person.promote" : "person.demote", in.user};
    const auto done = co_await perform(context, std::move(act), hooks.set_admin(in.user, *in.admin));
    if (!done) co_return done.error();
  }
  co_return protocol::Nothing{};
}

Task<Result<protocol::ResetLink>> Parts::make_reset_link(const Context& context,
                                                         protocol::routes::AdminResetIn in) {
  auto find = [user = in.user](Transaction& tx) { return find_standing(tx, user); };
  const std::optional<PersonStanding> person = co_await database.read(std::move(find));
  if (!person) co_return fail(ErrorCode::user_not_found);
  Act act{"person.reset", in.user};
  const auto made = co_await perform(context, std::move(act), hooks.make_reset_key(in.user));
  if (!made) co_return made.error();
  co_return protocol::ResetLink{settings.public_origin + "/reset/" + made->token, made->expires_at};
}

Task<Result<protocol::Nothing>> Parts::erase(const Context& context, protocol::routes::AdminEraseIn in) {
  if (in.user == context.identity->user) co_return fail(ErrorCode::user_self);
  auto find = [user = in.user](Transaction& tx) { return find_standing(tx, user); };
  const std::optional<PersonStanding> person = co_await database.read(std::move(find));
  if (!person) co_return fail(ErrorCode::user_not_found);
  Act act{"person.erase", in.user};
  const auto done = co_await perform(context, std::move(act), hooks.erase(in.user));
  if (!done) co_return done.error();
  co_return protocol::Nothing{};
}

Task<Result<protocol::Nothing>> Parts::drop_room(const Context& context, protocol::routes::AdminDropIn in) {
  auto find = [room = in.id](Transaction& tx) { return find_room_name(tx, room); };
  const std::optional<std::string> name = co_await database.read(std::move(find));
  if (!name) co_return fail(ErrorCode::room_not_found);
  Act act{"room.drop", in.id, name};
  const auto done = co_await perform(context, std::move(act), hooks.drop_room(context.identity->user, in.id));
  if (!done) co_return done.error();
  co_return protocol::Nothing{};
}

}  // namespace chatelier::admin
