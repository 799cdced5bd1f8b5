// Signing in and out. A name that nobody has costs the same statements and the same Argon2id as one that
// somebody has.
#include "address.hpp"
#include "cookie.hpp"
#include "handlers.hpp"
#include "names.hpp"
#include "parts.hpp"
#include "user_store.hpp"

namespace chatelier::auth {

Task<Result<Reply<protocol::SignedIn>>> sign_in(Parts& parts, const Context& context,
                                                protocol::routes::AuthLoginIn in) {
  const std::string key = login_key(in.login);
  auto attempt = parts.failures.begin(key, context.address);
  if (attempt.wait() > std::chrono::milliseconds(0))
    co_return fail_after(ErrorCode::rate_limited, attempt.wait());

  auto find = [key](Transaction& tx) { return find_account(tx, key); };
  const std::optional<Account> account = co_await parts.database.read(std::move(find));
  const auto hash = account ? std::optional(account->password_hash) : std::nullopt;
  const auto right = co_await parts.passwords.matches(in.password, hash);
  if (!right) co_return right.error();
  if (!*right) {
    attempt.failed();
    context.logger.info("auth.sign_in_failed",
                        {{"from", stored_address(context.address)}, {"trace", context.trace_id}});
    co_return fail(ErrorCode::auth_bad_credentials);
  }
  attempt.succeeded();

  std::string better_hash;
  if (parts.passwords.outdated(account->password_hash)) {
    auto made = co_await parts.passwords.make(std::move(in.password));
    if (made) better_hash = std::move(*made);
  }
  auto begin = [&parts, &context, user = account->user.id, better_hash](Transaction& tx) {
    if (!better_hash.empty()) replace_password_hash(tx, user, better_hash);
    return parts.sessions.begin(tx, user, context);
  };
  const SessionKeys keys = co_await parts.database.write(std::move(begin));
  // The session that this browser had before ends: a cookie that somebody planted leads nowhere.
  if (context.identity && context.identity->cookie) co_await parts.sessions.end(*context.identity);
  context.logger.info(
      "auth.signed_in",
      {{"user", account->user.id}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});

  Reply<protocol::SignedIn> reply(protocol::SignedIn{account->user, keys.csrf_token});
  reply.headers.emplace_back(
      "Set-Cookie", session_cookie(keys.secret, parts.sessions.lifetime(), parts.settings.secure_cookies));
  co_return reply;
}

Task<Result<Reply<protocol::Nothing>>> sign_out(Parts& parts, const Context& context) {
  co_await parts.sessions.end(*context.identity);
  context.logger.info("auth.signed_out", {{"user", context.identity->user}, {"trace", context.trace_id}});
  Reply<protocol::Nothing> reply(protocol::Nothing{});
  reply.headers.emplace_back("Set-Cookie", ended_cookie(parts.settings.secure_cookies));
  reply.headers.emplace_back("Clear-Site-Data", "\"cache\", \"storage\"");
  co_return reply;
}

}  // namespace chatelier::auth
