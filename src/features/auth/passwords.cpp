// A new password: by whoever knows the old one, or by whoever has a link that an administrator made.
#include "address.hpp"
#include "handlers.hpp"
#include "parts.hpp"
#include "password_policy.hpp"
#include "proof.hpp"
#include "reset_store.hpp"
#include "user_store.hpp"

#include <chatelier/ids.hpp>

#include <utility>

namespace chatelier::auth {
namespace {

constexpr std::string_view field = "new_password";

struct Redeemed {
  std::string user;
  std::vector<SessionRef> sessions;
};

}  // namespace

Task<Result<protocol::Nothing>> change_password(Parts& parts, const Context& context,
                                                protocol::routes::MePasswordIn in) {
  const Identity& identity = *context.identity;
  const auto account =
      co_await prove(parts, context, std::move(in.current_password), "auth.password_change_refused");
  if (!account) co_return account.error();
  auto find = [user = identity.user](Transaction& tx) { return find_own_profile(tx, user); };
  const auto profile = co_await parts.database.read(std::move(find));
  if (!profile) co_return fail(ErrorCode::auth_required);
  const std::string email = profile->email.value_or("");
  if (auto refused =
          refusal(in.new_password, {profile->user.username, profile->user.display_name, email}, field))
    co_return *refused;
  const auto hash = co_await parts.passwords.make(std::move(in.new_password));
  if (!hash) co_return hash.error();

  auto store = [user = identity.user, session = identity.session, old_hash = account->password_hash,
                hash = *hash](Transaction& tx) -> std::optional<std::vector<SessionRef>> {
    if (!replace_password_hash(tx, user, old_hash, hash)) return std::nullopt;
    delete_reset_of(tx, user);
    return delete_other_sessions(tx, user, session);
  };
  const auto others = co_await parts.database.write(std::move(store));
  if (!others) co_return fail(ErrorCode::auth_wrong_password);  // another device was faster
  parts.sessions.ended(identity.user, *others);
  context.logger.info(
      "auth.password_changed",
      {{"user", identity.user}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});
  co_return protocol::Nothing{};
}

Task<Result<protocol::Nothing>> reset_password(Parts& parts, const Context& context,
                                               protocol::routes::AuthResetIn in) {
  const std::string token_hash = sha256_hex(in.token);
  auto find = [token_hash, now = parts.clock.wall()](Transaction& tx) {
    return find_reset(tx, token_hash, now);
  };
  const auto found = co_await parts.database.read(std::move(find));
  if (!found) {
    context.logger.info("auth.reset_refused",
                        {{"from", stored_address(context.address)}, {"trace", context.trace_id}});
    co_return fail(ErrorCode::auth_reset_invalid);
  }
  // A password that is refused does not use the link up.
  if (auto refused = refusal(in.new_password, {found->username, found->display_name, found->email}, field))
    co_return *refused;
  const auto hash = co_await parts.passwords.make(std::move(in.new_password));
  if (!hash) co_return hash.error();

  auto redeem = [token_hash, now = parts.clock.wall(),
                 hash = *hash](Transaction& tx) -> std::optional<Redeemed> {
    auto user = redeem_reset(tx, token_hash, now, hash);
    if (!user) return std::nullopt;
    auto sessions = delete_sessions_of(tx, *user);
    return Redeemed{std::move(*user), std::move(sessions)};
  };
  const auto redeemed = co_await parts.database.write(std::move(redeem));
  if (!redeemed) co_return fail(ErrorCode::auth_reset_invalid);
  parts.sessions.ended_all(redeemed->user, redeemed->sessions);
  context.logger.info(
      "auth.password_reset",
      {{"user", redeemed->user}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});
  co_return protocol::Nothing{};
}

}  // namespace chatelier::auth
