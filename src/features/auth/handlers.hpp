// Every route of accounts, with the file that answers it. Handlers run on the shard of their connection.
#pragma once

#include <chatelier/context.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/router.hpp>
#include <chatelier/task.hpp>

namespace chatelier::auth {

struct Parts;

// registration.cpp
Task<Result<Reply<protocol::SignedIn>>> register_account(Parts& parts, const Context& context,
                                                         protocol::routes::AuthRegisterIn in);
// sign_in.cpp
Task<Result<Reply<protocol::SignedIn>>> sign_in(Parts& parts, const Context& context,
                                                protocol::routes::AuthLoginIn in);
Task<Result<Reply<protocol::Nothing>>> sign_out(Parts& parts, const Context& context);

// profile.cpp
Task<Result<protocol::Me>> read_me(Parts& parts, const Context& context);
Task<Result<protocol::Me>> update_me(Parts& parts, const Context& context, protocol::routes::MeUpdateIn in);

// passwords.cpp
Task<Result<protocol::Nothing>> change_password(Parts& parts, const Context& context,
                                                protocol::routes::MePasswordIn in);
Task<Result<protocol::Nothing>> reset_password(Parts& parts, const Context& context,
                                               protocol::routes::AuthResetIn in);

// session_list.cpp
Task<Result<protocol::SessionList>> list_sessions(Parts& parts, const Context& context);
Task<Result<Reply<protocol::Nothing>>> end_session(Parts& parts, const Context& context,
                                                   protocol::routes::SessionsEndIn in);

// deletion.cpp
Task<Result<Reply<protocol::Nothing>>> delete_account(Parts& parts, const Context& context,
                                                      protocol::routes::MeDeleteIn in);

}  // namespace chatelier::auth
