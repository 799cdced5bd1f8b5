// My own account: what it says, and what of it I may change.
#include "address.hpp"
#include "handlers.hpp"
#include "hooks.hpp"
#include "parts.hpp"
#include "profile_news.hpp"
#include "user_store.hpp"

#include <utility>

namespace chatelier::auth {
namespace {

protocol::Me me_of(OwnProfile profile, const Identity& identity) {
  protocol::Me me;
  me.user = std::move(profile.user);
  me.email = std::move(profile.email);
  me.preferences = profile.preferences;
  me.created_at = std::move(profile.created_at);
  me.csrf_token = identity.csrf_token;
  if (profile.admin) me.admin = true;
  return me;
}

}  // namespace

Task<Result<protocol::Me>> read_me(Parts& parts, const Context& context) {
  auto find = [user = context.identity->user](Transaction& tx) { return find_own_profile(tx, user); };
  auto profile = co_await parts.database.read(std::move(find));
  if (!profile) co_return fail(ErrorCode::auth_required);
  co_return me_of(std::move(*profile), *context.identity);
}

Task<Result<protocol::Me>> update_me(Parts& parts, const Context& context, protocol::routes::MeUpdateIn in) {
  const Identity& identity = *context.identity;
  ProfileChange change{{}, in.theme};
  if (in.display_name) {
    auto name = read_display_name(*in.display_name);
    if (!name) co_return name.error();
    change.display_name = std::move(*name);
  }
  if (!change.display_name && !change.theme) co_return co_await read_me(parts, context);

  struct Changed {
    std::optional<OwnProfile> profile;
    std::vector<SessionRef> sessions;
  };
  const bool renames = change.display_name.has_value();
  auto store = [user = identity.user, change = std::move(change)](Transaction& tx) {
    return Changed{change_profile(tx, user, change), sessions_of(tx, user)};
  };
  Changed changed = co_await parts.database.write(std::move(store));
  if (!changed.profile) co_return fail(ErrorCode::auth_required);
  // Sessions remember the name by which others see their person act.
  parts.sessions.refresh(changed.sessions);
  tell_own_pages(parts.bus, *changed.profile);
  if (renames)
    co_await run_hook(context.logger, context.trace_id, "announce", identity.user,
                      parts.hooks.announce(changed.profile->user));
  co_return me_of(std::move(*changed.profile), identity);
}

}  // namespace chatelier::auth
