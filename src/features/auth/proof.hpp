// Whoever is signed in shows once more that it is they who sit there: their password, before something that
// cannot be undone. Wrong ones count with those of signing in. Any shard.
#pragma once

#include "user_store.hpp"

#include <chatelier/context.hpp>
#include <chatelier/result.hpp>
#include <chatelier/task.hpp>

#include <string>
#include <string_view>

namespace chatelier::auth {

struct Parts;

/// The account with the hash that the password has made. `refused`: the name of the log line when it has not.
/// Errors: auth/wrong_password, rate/limited, auth/busy, auth/required.
[[nodiscard]] Task<Result<Account>> prove(Parts& parts, const Context& context, std::string password,
                                          std::string_view refused);

}  // namespace chatelier::auth
