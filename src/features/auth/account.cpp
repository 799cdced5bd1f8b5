// My own account: what it says, and its end.
#include "cookie.hpp"
#include "handlers.hpp"
#include "parts.hpp"
#include "user_store.hpp"

namespace chatelier::auth {

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

// The tombstone is committed first: whatever fails after it, the person is gone. Leaving the rooms can be
// done again.
Task<Result<Reply<protocol::Nothing>>> delete_account(Parts& parts, const Context& context,
                                                      protocol::routes::MeDeleteIn in) {
  const std::string user = context.identity->user;
  auto attempt = parts.failures.begin(user, context.address);
  if (attempt.wait() > std::chrono::milliseconds(0))
    co_return fail_after(ErrorCode::rate_limited, attempt.wait());
  auto find = [user](Transaction& tx) { return find_account_by_id(tx, user); };
  const auto account = co_await parts.database.read(std::move(find));
  if (!account) co_return fail(ErrorCode::auth_required);
  const auto right = co_await parts.passwords.matches(std::move(in.password), account->password_hash);
  if (!right) co_return right.error();
  if (!*right) {
    attempt.failed();
    co_return fail(ErrorCode::auth_wrong_password);
  }
  auto bury = [user, now = parts.clock.wall()](Transaction& tx) {
    bury_user(tx, user, now);
    return true;
  };
  co_await parts.database.write(std::move(bury));
  parts.sessions.ended_all(*context.identity);
  context.logger.info("auth.account_deleted", {{"user", user}, {"trace", context.trace_id}});
  try {
    protocol::User tombstone;
    tombstone.id = user;
    tombstone.username = "deleted";
    tombstone.display_name = "deleted";
    tombstone.deleted = true;
    co_await parts.hooks.announce(std::move(tombstone));
    co_await parts.hooks.farewell(user);
  } catch (const std::exception& error) {
    context.logger.warning("auth.farewell_failed", {{"user", user}, {"why", error.what()}});
  }
  Reply<protocol::Nothing> reply(protocol::Nothing{});
  reply.headers.emplace_back("Set-Cookie", ended_cookie(parts.settings.secure_cookies));
  reply.headers.emplace_back("Clear-Site-Data", "\"cache\", \"storage\"");
  co_return reply;
}

}  // namespace chatelier::auth
