// Who may be here and who administrates: one row of the account, and then whoever remembers it.
#include "standing.hpp"

#include "parts.hpp"
#include "profile_news.hpp"
#include "reset_store.hpp"
#include "standing_store.hpp"
#include "user_store.hpp"

#include <chatelier/ids.hpp>

#include <utility>

namespace chatelier::auth {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::chrono::minutes link_lifetime{60};

struct Changed {
  OwnProfile profile;
  std::vector<SessionRef> sessions;
};

}  // namespace

Task<Result<void>> disable_or_enable(Parts& parts, std::string user, bool disabled) {
  if (!is_id(user)) co_return fail(ErrorCode::user_not_found);
  using Ended = std::vector<SessionRef>;
  auto store = [user, disabled, now = parts.clock.wall()](Transaction& tx) -> Result<Ended> {
    if (disabled && is_last_administrator(tx, user)) return fail(ErrorCode::admin_last);
    if (!store_disabled(tx, user, disabled, now)) return fail(ErrorCode::user_not_found);
    return disabled ? delete_sessions_of(tx, user) : Ended();
  };
  const auto sessions = co_await parts.database.write(std::move(store));
  if (!sessions) co_return sessions.error();
  if (disabled) parts.sessions.ended_all(user, *sessions);
  parts.logger.info(disabled ? "auth.account_disabled" : "auth.account_enabled", {{"user", user}});
  co_return Result<void>();
}

Task<Result<void>> promote_or_demote(Parts& parts, std::string user, bool admin) {
  if (!is_id(user)) co_return fail(ErrorCode::user_not_found);
  auto store = [user, admin](Transaction& tx) -> Result<Changed> {
    if (!admin && is_last_administrator(tx, user)) return fail(ErrorCode::admin_last);
    if (!store_admin(tx, user, admin)) return fail(ErrorCode::user_not_found);
    return Changed{find_own_profile(tx, user).value(), sessions_of(tx, user)};
  };
  const auto changed = co_await parts.database.write(std::move(store));
  if (!changed) co_return changed.error();
  parts.sessions.refresh(changed->sessions);
  tell_own_pages(parts.bus, changed->profile);
  parts.logger.info(admin ? "auth.administrator_named" : "auth.administrator_ended", {{"user", user}});
  co_return Result<void>();
}

Task<Result<ResetLink>> make_reset_link(Parts& parts, std::string user) {
  if (!is_id(user)) co_return fail(ErrorCode::user_not_found);
  ResetLink link{random_token(token_bytes), {}};
  const WallTime expires_at = parts.clock.wall() + link_lifetime;
  link.expires_at = to_rfc3339(expires_at);
  auto store = [user, hash = sha256_hex(link.token), expires_at](Transaction& tx) {
    return insert_reset(tx, user, hash, expires_at);
  };
  const bool stored = co_await parts.database.write(std::move(store));
  if (!stored) co_return fail(ErrorCode::user_not_found);
  parts.logger.info("auth.reset_link_made", {{"user", user}});
  co_return link;
}

}  // namespace chatelier::auth
