// `chatelier admin …`: what whoever sits at the server may do about accounts without signing in. Works beside
// a running server and without one. One thread of its own beside the caller's.
#pragma once

#include <chatelier/config.hpp>

namespace chatelier {

/// Does what `config.admin` says. The process's exit code: 1 when it was not done; why stands on stderr, and
/// only what was asked for on stdout.
[[nodiscard]] int run_admin(const Config& config);

}  // namespace chatelier
