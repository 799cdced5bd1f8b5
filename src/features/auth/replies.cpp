// The headers that go with a session's beginning and end, in one place for the handlers that cause them.
#include "replies.hpp"

#include "cookie.hpp"

#include <utility>

namespace chatelier::auth {

Reply<protocol::SignedIn> signed_in(const AuthSettings& settings, protocol::User user, SessionKeys keys) {
  Reply<protocol::SignedIn> reply(protocol::SignedIn{std::move(user), std::move(keys.csrf_token)});
  reply.headers.emplace_back("Set-Cookie",
                             session_cookie(keys.secret, settings.absolute_limit, settings.secure_cookies));
  return reply;
}

Reply<protocol::Nothing> signed_out(const AuthSettings& settings) {
  Reply<protocol::Nothing> reply(protocol::Nothing{});
  reply.headers.emplace_back("Set-Cookie", ended_cookie(settings.secure_cookies));
  // Not "cookies": that would also end the sessions of other programs on the same registrable domain.
  reply.headers.emplace_back("Clear-Site-Data", "\"cache\", \"storage\"");
  return reply;
}

}  // namespace chatelier::auth
