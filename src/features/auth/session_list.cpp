// Where I am signed in, and signing out there.
#include "address.hpp"
#include "handlers.hpp"
#include "parts.hpp"
#include "replies.hpp"

#include <utility>

namespace chatelier::auth {

Task<Result<protocol::SessionList>> list_sessions(Parts& parts, const Context& context) {
  protocol::SessionList list;
  list.sessions = co_await parts.sessions.list(context.identity->user);
  for (protocol::Session& session : list.sessions)
    if (session.id == context.identity->session) session.current = true;
  co_return list;
}

Task<Result<Reply<protocol::Nothing>>> end_session(Parts& parts, const Context& context,
                                                   protocol::routes::SessionsEndIn in) {
  const Identity& identity = *context.identity;
  auto remove = [user = identity.user, session = in.session](Transaction& tx) {
    return delete_own_session(tx, user, session);
  };
  const auto ended = co_await parts.database.write(std::move(remove));
  if (!ended) co_return fail(ErrorCode::auth_session_not_found);
  const std::vector<SessionRef> one{*ended};
  parts.sessions.ended(identity.user, one);
  context.logger.info("auth.session_ended", {{"user", identity.user},
                                             {"session", ended->id},
                                             {"from", stored_address(context.address)},
                                             {"trace", context.trace_id}});
  if (ended->id == identity.session) co_return signed_out(parts.settings);
  co_return Reply<protocol::Nothing>(protocol::Nothing{});
}

}  // namespace chatelier::auth
