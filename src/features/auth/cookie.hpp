// The session's cookie as a Set-Cookie value (RFC 6265). Pure functions; any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace chatelier::auth {

/// `secure`: `__Host-chatelier` with Secure, which browsers accept from this very host over https only.
/// Otherwise plain `chatelier`, for http on localhost.
[[nodiscard]] std::string session_cookie(std::string_view secret, std::chrono::seconds lifetime, bool secure);

/// Takes the cookie back.
[[nodiscard]] std::string ended_cookie(bool secure);

}  // namespace chatelier::auth
