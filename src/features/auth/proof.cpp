// The same counting as in sign_in.cpp: a session that somebody left open is no way around it.
#include "proof.hpp"

#include "address.hpp"
#include "parts.hpp"

#include <utility>

namespace chatelier::auth {

Task<Result<Account>> prove(Parts& parts, const Context& context, std::string password,
                            std::string_view refused) {
  const Identity& identity = *context.identity;
  std::string key = login_key(identity.username);
  auto attempt = co_await parts.failures.begin(std::move(key), context.address);
  if (attempt.wait().count() > 0) co_return fail_after(ErrorCode::rate_limited, attempt.wait());

  auto find = [user = identity.user](Transaction& tx) { return find_account_by_id(tx, user); };
  std::optional<Account> account = co_await parts.database.read(std::move(find));
  if (!account) co_return fail(ErrorCode::auth_required);
  const auto right = co_await parts.passwords.matches(std::move(password), account->password_hash);
  if (!right) co_return right.error();
  if (*right) co_return std::move(*account);
  attempt.failed();
  context.logger.info(
      refused,
      {{"user", identity.user}, {"from", stored_address(context.address)}, {"trace", context.trace_id}});
  co_return fail(ErrorCode::auth_wrong_password);
}

}  // namespace chatelier::auth
