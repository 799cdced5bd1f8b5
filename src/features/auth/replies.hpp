// The two answers that change what the browser holds: a session begins, a session ends. Pure functions; any
// thread.
#pragma once

#include "sessions.hpp"

#include <chatelier/auth.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/router.hpp>

namespace chatelier::auth {

/// With the session's cookie.
[[nodiscard]] Reply<protocol::SignedIn> signed_in(const AuthSettings& settings, protocol::User user,
                                                  SessionKeys keys);

/// Takes the cookie back and makes the browser drop what it stored of us.
[[nodiscard]] Reply<protocol::Nothing> signed_out(const AuthSettings& settings);

}  // namespace chatelier::auth
