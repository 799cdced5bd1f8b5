// My own account: what it says, and its end.
#include "address.hpp"
#include "handlers.hpp"
#include "hooks.hpp"
#include "names.hpp"
#include "parts.hpp"
#include "replies.hpp"
#include "user_store.hpp"

#include <utility>

namespace chatelier::auth {
namespace {

struct Burial {
  protocol::User tombstone;
  std::vector<EndedSession> sessions;
};

/// Everything that says who the person was, in one transaction.
std::optional<Burial> bury(Transaction& tx, const Account& account, WallTime at) {
  auto tombstone = bury_user(tx, account.user.id, account.password_hash, at);
  if (!tombstone) return std::nullopt;
  // After the row is locked: a sign-in that came before has its session in the table by now, a later one gets
  // none.
  return Burial{std::move(*tombstone), delete_sessions_of(tx, account.user.id)};
}

}  // namespace

Task<Result<protocol::Me>> read_me(Parts& parts, const Context& context) {
  auto find = [user = context.identity->user](Transaction& tx) { return find_own_profile(tx, user); };
  const auto profile = co_await parts.database.read(std::move(find));
  if (!profile) co_return fail(ErrorCode::auth_required);
  protocol::Me me;
  me.user = profile->user;
  me.email = profile->email;
  if (!from_string(profile->theme, me.preferences.theme)) me.preferences.theme = protocol::Theme::system;
  me.created_at = profile->created_at;
  me.csrf_token = context.identity->csrf_token;
  co_return me;
}

Task<Result<Reply<protocol::Nothing>>> delete_account(Parts& parts, const Context& context,
                                                      protocol::routes::MeDeleteIn in) {
  const Identity& identity = *context.identity;
  auto attempt = parts.failures.begin(login_key(identity.username), context.address);
  if (attempt.wait().count() > 0) co_return fail_after(ErrorCode::rate_limited, attempt.wait());

  auto find = [user = identity.user](Transaction& tx) { return find_account_by_id(tx, user); };
  const std::optional<Account> account = co_await parts.database.read(std::move(find));
  if (!account) co_return fail(ErrorCode::auth_required);
  const auto right = co_await parts.passwords.matches(std::move(in.password), account->password_hash);
  if (!right) co_return right.error();
  if (!*right) {
    attempt.failed();
    context.logger.info(
        "auth.deletion_refused",
        {{"user", identity.user}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});
    co_return fail(ErrorCode::auth_wrong_password);
  }

  auto erase = [account = *account, now = parts.clock.wall()](Transaction& tx) {
    return bury(tx, account, now);
  };
  const std::optional<Burial> burial = co_await parts.database.write(std::move(erase));
  if (!burial) co_return fail(ErrorCode::auth_required);
  parts.sessions.ended_all(identity.user, burial->sessions);
  context.logger.info(
      "auth.account_deleted",
      {{"user", identity.user}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});
  co_await run_hook(context, "announce", identity.user, parts.hooks.announce(burial->tombstone));
  co_await run_hook(context, "farewell", identity.user, parts.hooks.farewell(identity.user));
  co_return signed_out(parts.settings);
}

}  // namespace chatelier::auth
