// Signing in and out. A name that nobody has costs the same statements and the same Argon2id as one that
// somebody has, and its answer is the same: whoever asks learns nothing about who has an account.
#include "address.hpp"
#include "handlers.hpp"
#include "names.hpp"
#include "parts.hpp"
#include "replies.hpp"
#include "user_store.hpp"

#include <utility>

namespace chatelier::auth {
namespace {

/// The password is at hand now and will not be again: whoever signs in gets a hash of today's cost.
Task<void> refresh_hash(Parts& parts, const Account& account, std::string password) {
  if (!parts.passwords.outdated(account.password_hash)) co_return;
  const auto hash = co_await parts.passwords.make(std::move(password));
  if (!hash) co_return;  // busy: the next sign-in will do
  auto replace = [user = account.user.id, old_hash = account.password_hash, hash = *hash](Transaction& tx) {
    return replace_password_hash(tx, user, old_hash, hash);
  };
  co_await parts.database.write(std::move(replace));
}

Error bad_credentials(const Context& context, const std::optional<Account>& account) {
  context.logger.info("auth.sign_in_failed", {{"user", account ? account->user.id : std::string()},
                                              {"from", stored_address(context.address)},
                                              {"trace", context.trace_id}});
  return fail(ErrorCode::auth_bad_credentials);
}

}  // namespace

Task<Result<Reply<protocol::SignedIn>>> sign_in(Parts& parts, const Context& context,
                                                protocol::routes::AuthLoginIn in) {
  const std::string key = login_key(in.login);
  auto attempt = co_await parts.failures.begin(key, context.address);
  if (attempt.wait().count() > 0) {
    context.logger.warning("auth.sign_in_slowed",
                           {{"from", stored_address(context.address)}, {"trace", context.trace_id}});
    co_return fail_after(ErrorCode::rate_limited, attempt.wait());
  }

  auto find = [key](Transaction& tx) { return find_account(tx, key); };
  const std::optional<Account> account = co_await parts.database.read(std::move(find));
  const auto hash = account ? std::optional(account->password_hash) : std::nullopt;
  const auto right = co_await parts.passwords.matches(in.password, hash);
  if (!right) co_return right.error();
  if (!*right) {
    attempt.failed();
    co_return bad_credentials(context, account);
  }
  attempt.succeeded();
  // Only whoever knows the password hears it; a wrong one is answered as ever.
  if (account->disabled) {
    context.logger.info(
        "auth.sign_in_disabled",
        {{"user", account->user.id}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});
    co_return fail(ErrorCode::auth_disabled);
  }

  auto begin = [&parts, &context, account = *account](Transaction& tx) {
    return parts.sessions.begin(tx, account.user.id, account.password_hash, context);
  };
  auto keys = co_await parts.database.write(std::move(begin));
  if (!keys) co_return bad_credentials(context, account);
  // The session that this browser had before ends: a cookie that somebody planted leads nowhere.
  if (context.identity && context.identity->cookie) co_await parts.sessions.end(*context.identity);
  co_await refresh_hash(parts, *account, std::move(in.password));
  context.logger.info(
      "auth.signed_in",
      {{"user", account->user.id}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});
  co_return signed_in(parts.settings, account->user, std::move(*keys));
}

Task<Result<Reply<protocol::Nothing>>> sign_out(Parts& parts, const Context& context) {
  co_await parts.sessions.end(*context.identity);
  context.logger.info("auth.signed_out", {{"user", context.identity->user},
                                          {"from", stored_address(context.address)},
                                          {"trace", context.trace_id}});
  co_return signed_out(parts.settings);
}

}  // namespace chatelier::auth
