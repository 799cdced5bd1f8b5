// The end of an account: by the person, with the password, or by an administrator.
#include "address.hpp"
#include "handlers.hpp"
#include "hooks.hpp"
#include "parts.hpp"
#include "proof.hpp"
#include "replies.hpp"
#include "reset_store.hpp"
#include "standing.hpp"
#include "standing_store.hpp"
#include "user_store.hpp"

#include <chatelier/ids.hpp>

#include <utility>

namespace chatelier::auth {
namespace {

struct Burial {
  protocol::User tombstone;
  std::vector<SessionRef> sessions;
};

/// Everything that says who the person was, in one transaction. `gone`: the answer when somebody was faster.
Result<Burial> bury(Transaction& tx, const std::string& user, const std::optional<std::string>& password_hash,
                    WallTime at, ErrorCode gone) {
  if (is_last_administrator(tx, user)) return fail(ErrorCode::admin_last);
  auto tombstone = bury_user(tx, user, password_hash, at);
  if (!tombstone) return fail(gone);
  delete_reset_of(tx, user);
  // After the row is locked: a sign-in that came before has its session in the table by now, a later one gets
  // none.
  return Burial{std::move(*tombstone), delete_sessions_of(tx, user)};
}

Task<void> tell_of(Parts& parts, const Logger& logger, const std::string& trace, const Burial& burial) {
  const std::string& user = burial.tombstone.id;
  co_await run_hook(logger, trace, "announce", user, parts.hooks.announce(burial.tombstone));
  co_await run_hook(logger, trace, "farewell", user, parts.hooks.farewell(user));
}

}  // namespace

Task<Result<Reply<protocol::Nothing>>> delete_account(Parts& parts, const Context& context,
                                                      protocol::routes::MeDeleteIn in) {
  const auto account = co_await prove(parts, context, std::move(in.password), "auth.deletion_refused");
  if (!account) co_return account.error();
  auto erase = [account = *account, now = parts.clock.wall()](Transaction& tx) {
    return bury(tx, account.user.id, account.password_hash, now, ErrorCode::auth_required);
  };
  const auto burial = co_await parts.database.write(std::move(erase));
  if (!burial) co_return burial.error();
  parts.sessions.ended_all(account->user.id, burial->sessions);
  context.logger.info(
      "auth.account_deleted",
      {{"user", account->user.id}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});
  co_await tell_of(parts, context.logger, context.trace_id, *burial);
  co_return signed_out(parts.settings);
}

Task<Result<void>> erase_account(Parts& parts, std::string user) {
  if (!is_id(user)) co_return fail(ErrorCode::user_not_found);
  auto erase = [user, now = parts.clock.wall()](Transaction& tx) {
    return bury(tx, user, std::nullopt, now, ErrorCode::user_not_found);
  };
  const auto burial = co_await parts.database.write(std::move(erase));
  if (!burial) co_return burial.error();
  parts.sessions.ended_all(user, burial->sessions);
  parts.logger.info("auth.account_erased", {{"user", user}});
  const std::string no_trace;
  co_await tell_of(parts, parts.logger, no_trace, *burial);
  co_return Result<void>();
}

}  // namespace chatelier::auth
