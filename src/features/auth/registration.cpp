// Making an account. The password's hash is made before the transaction, so that no connection waits for it.
#include "address.hpp"
#include "handlers.hpp"
#include "hooks.hpp"
#include "parts.hpp"
#include "password_policy.hpp"
#include "replies.hpp"
#include "standing.hpp"
#include "user_store.hpp"

#include <chatelier/ids.hpp>

#include <exception>
#include <utility>

namespace chatelier::auth {
namespace {

/// Whether this server takes newcomers, and this one.
Task<Result<void>> admit(Parts& parts, const std::optional<std::string>& invite) {
  const Registration registration = parts.settings.registration;
  if (registration == Registration::closed) co_return fail(ErrorCode::auth_registration_closed);
  if (!invite) {
    if (registration == Registration::invite) co_return fail(ErrorCode::auth_invite_required);
    co_return Result<void>();
  }
  const bool good = co_await parts.hooks.invited(*invite);
  if (!good) co_return fail(ErrorCode::invite_not_found);
  co_return Result<void>();
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

protocol::User user_of(const NewUser& account) {
  protocol::User user;
  user.id = account.id;
  user.username = account.name.shown;
  user.display_name = account.display_name;
  return user;
}

/// Takes the account back when the invitation lets nobody in any more. What may have been stored counts as
/// stored.
Task<Result<void>> enter_by_invitation(Parts& parts, const NewUser& account, std::string code) {
  std::optional<Error> refused;
  try {
    co_await parts.hooks.admitted(account.id, std::move(code));
  } catch (const ErrorException& error) {
    refused = error.error();
  } catch (const std::exception& error) {
    parts.logger.error("auth.hook_failed",
                       {{"hook", "admitted"}, {"user", account.id}, {"why", error.what()}});
  }
  if (!refused || refused->code == ErrorCode::log_unknown) co_return Result<void>();
  const auto erased = co_await erase_account(parts, account.id);
  if (!erased) parts.logger.error("auth.uninvited_stays", {{"user", account.id}});
  co_return *refused;
}

}  // namespace

Task<Result<Reply<protocol::SignedIn>>> register_account(Parts& parts, const Context& context,
                                                         protocol::routes::AuthRegisterIn in) {
  const auto admitted = co_await admit(parts, in.invite);
  if (!admitted) co_return admitted.error();
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
  if (parts.settings.registration == Registration::invite) {
    // Of many who come at once with a link for one, one stays.
    const auto entered = co_await enter_by_invitation(parts, *account, in.invite.value_or(std::string()));
    if (!entered) co_return entered.error();
  }
  // The session that this browser had before ends, as when signing in.
  if (context.identity && context.identity->cookie) co_await parts.sessions.end(*context.identity);
  context.logger.info(
      "auth.registered",
      {{"user", account->id}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});
  co_await run_hook(context.logger, context.trace_id, "welcome", account->id,
                    parts.hooks.welcome(account->id));
  if (in.invite && parts.settings.registration != Registration::invite)
    co_await run_hook(context.logger, context.trace_id, "admitted", account->id,
                      parts.hooks.admitted(account->id, *in.invite));
  co_return signed_in(parts.settings, user_of(*account), std::move(*keys));
}

Task<Result<protocol::User>> create_administrator(Parts& parts, protocol::routes::AuthRegisterIn in) {
  auto account = read_account(in, parts.clock.wall());
  if (!account) co_return account.error();
  auto hash = co_await parts.passwords.make(std::move(in.password));
  if (!hash) co_return hash.error();
  account->password_hash = std::move(*hash);
  account->admin = true;
  auto store = [user = *account](Transaction& tx) { return insert_user(tx, user); };
  const bool stored = co_await parts.database.write(std::move(store));
  if (!stored) co_return fail(ErrorCode::auth_username_taken);
  parts.logger.info("auth.administrator_created", {{"user", account->id}});
  const std::string no_trace;
  co_await run_hook(parts.logger, no_trace, "welcome", account->id, parts.hooks.welcome(account->id));
  co_return user_of(*account);
}

}  // namespace chatelier::auth
