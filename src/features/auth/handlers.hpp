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

// account.cpp
Task<Result<protocol::Me>> read_me(Parts& parts, const Context& context);
Task<Result<Reply<protocol::Nothing>>> delete_account(Parts& parts, const Context& context,
                                                      protocol::routes::MeDeleteIn in);
// profiles.cpp
Task<Result<protocol::Profile>> read_profile(Parts& parts, const Context& context,
                                             protocol::routes::UsersGetIn in);
Task<Result<protocol::People>> list_people(Parts& parts, const Context& context,
                                           protocol::routes::UsersListIn in);

}  // namespace chatelier::auth
