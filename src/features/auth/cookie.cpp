// Attributes in the order in which browsers list them; no Domain, so that no other host gets it.
#include "cookie.hpp"

namespace chatelier::auth {

std::string session_cookie(std::string_view secret, std::chrono::seconds lifetime, bool secure) {
  std::string cookie = secure ? "__Host-chatelier=" : "chatelier=";
  cookie += secret;
  cookie += "; Path=/; Max-Age=" + std::to_string(lifetime.count());
  // Lax, not Strict: a link to a room in a mail must open signed in. Unsafe requests need the CSRF token
  // besides.
  cookie += "; HttpOnly; SameSite=Lax";
  if (secure) cookie += "; Secure";
  return cookie;
}

std::string ended_cookie(bool secure) { return session_cookie("", std::chrono::seconds(0), secure); }

}  // namespace chatelier::auth
