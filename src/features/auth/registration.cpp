// Making an account. The password's hash is made before the transaction, so that no connection waits for it.
#include "cookie.hpp"
#include "handlers.hpp"
#include "parts.hpp"
#include "password_policy.hpp"
#include "user_store.hpp"

#include <chatelier/ids.hpp>

namespace chatelier::auth {
namespace {

Result<NewUser> read_account(const protocol::routes::AuthRegisterIn& in) {
  auto name = read_username(in.username);
  if (!name) return name.error();
  auto display_name = read_display_name(in.display_name.value_or(in.username));
  if (!display_name) return display_name.error();
  if (auto refused = refusal(in.password, {in.username, *display_name, in.email.value_or("")}))
    return *refused;
  return NewUser{new_id(), std::move(*name), std::move(*display_name), in.email, {}, {}};
}

}  // namespace

Task<Result<Reply<protocol::SignedIn>>> register_account(Parts& parts, const Context& context,
                                                         protocol::routes::AuthRegisterIn in) {
  if (parts.settings.registration != Registration::open) co_return fail(ErrorCode::auth_registration_closed);
  auto account = read_account(in);
  if (!account) co_return account.error();
  auto hash = co_await parts.passwords.make(std::move(in.password));
  if (!hash) co_return hash.error();
  account->password_hash = std::move(*hash);
  account->created_at = parts.clock.wall();

  auto store = [&parts, &context, user = *account](Transaction& tx) -> std::optional<SessionKeys> {
    if (!insert_user(tx, user)) return std::nullopt;
    return parts.sessions.begin(tx, user.id, context);
  };
  const auto keys = co_await parts.database.write(std::move(store));
  if (!keys) co_return fail(ErrorCode::auth_username_taken);
  context.logger.info("auth.registered", {{"user", account->id}, {"trace", context.trace_id}});
  try {
    co_await parts.hooks.welcome(account->id);
  } catch (const std::exception& error) {
    context.logger.warning("auth.welcome_failed", {{"user", account->id}, {"why", error.what()}});
  }

  protocol::SignedIn out;
  out.user.id = account->id;
  out.user.username = account->name.shown;
  out.user.display_name = account->display_name;
  out.csrf_token = keys->csrf_token;
  Reply<protocol::SignedIn> reply(std::move(out));
  reply.headers.emplace_back(
      "Set-Cookie", session_cookie(keys->secret, parts.sessions.lifetime(), parts.settings.secure_cookies));
  co_return reply;
}

}  // namespace chatelier::auth
