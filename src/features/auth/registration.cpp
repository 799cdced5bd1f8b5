// Making an account. The password's hash is made before the transaction, so that no connection waits for it.
#include "address.hpp"
#include "handlers.hpp"
#include "hooks.hpp"
#include "parts.hpp"
#include "password_policy.hpp"
#include "replies.hpp"
#include "user_store.hpp"

#include <chatelier/ids.hpp>

#include <utility>

namespace chatelier::auth {
namespace {

std::optional<Error> refuse_newcomers(Registration registration) {
  switch (registration) {
    case Registration::open: return std::nullopt;
    case Registration::closed: return fail(ErrorCode::auth_registration_closed);
    // Nobody can issue an invitation yet, so no code is a right one.
    case Registration::invite:
      return fail(ErrorCode::auth_registration_closed, "This server admits people by invitation only.");
  }
  return fail(ErrorCode::auth_registration_closed);
}

/// The account as it will be stored, but for its hash.
Result<NewUser> read_account(const protocol::routes::AuthRegisterIn& in, WallTime now) {
  auto name = read_username(in.username);
  if (!name) return name.error();
  auto display_name = read_display_name(in.display_name.value_or(in.username));
  if (!display_name) return display_name.error();
  if (auto refused = refusal(in.password, {in.username, *display_name, in.email.value_or("")}))
    return *refused;
  return NewUser{new_id(), std::move(*name), std::move(*display_name), in.email, {}, now};
}

}  // namespace

Task<Result<Reply<protocol::SignedIn>>> register_account(Parts& parts, const Context& context,
                                                         protocol::routes::AuthRegisterIn in) {
  if (const auto refused = refuse_newcomers(parts.settings.registration)) co_return *refused;
  auto account = read_account(in, parts.clock.wall());
  if (!account) co_return account.error();
  auto hash = co_await parts.passwords.make(std::move(in.password));
  if (!hash) co_return hash.error();
  account->password_hash = std::move(*hash);

  auto store = [&parts, &context, user = *account](Transaction& tx) -> std::optional<SessionKeys> {
    if (!insert_user(tx, user)) return std::nullopt;
    return parts.sessions.begin(tx, user.id, user.password_hash, context);
  };
  auto keys = co_await parts.database.write(std::move(store));
  if (!keys) co_return fail(ErrorCode::auth_username_taken);
  // The session that this browser had before ends, as when signing in.
  if (context.identity && context.identity->cookie) co_await parts.sessions.end(*context.identity);
  context.logger.info(
      "auth.registered",
      {{"user", account->id}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});
  co_await run_hook(context, "welcome", account->id, parts.hooks.welcome(account->id));

  protocol::User user;
  user.id = account->id;
  user.username = account->name.shown;
  user.display_name = account->display_name;
  co_return signed_in(parts.settings, std::move(user), std::move(*keys));
}

}  // namespace chatelier::auth
