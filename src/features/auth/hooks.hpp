// Runs what other features do about a change of an account that is already committed. Any shard.
#pragma once

#include <chatelier/logger.hpp>
#include <chatelier/task.hpp>

#include <string>
#include <string_view>

namespace chatelier::auth {

/// Completes in any case. The account stands as it is committed, so what the hook throws cannot become this
/// request's answer: it is logged here, the one place outside router and dispatcher that catches what is
/// broken. `trace`: of the request, or empty.
[[nodiscard]] Task<void> run_hook(Logger logger, std::string trace, std::string_view name, std::string user,
                                  Task<void> hook);

}  // namespace chatelier::auth
