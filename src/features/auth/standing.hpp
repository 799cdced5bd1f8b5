// What administrators do about accounts, whether by the page or at the server's own terminal. Any shard.
#pragma once

#include <chatelier/auth.hpp>
#include <chatelier/protocol.hpp>

#include <string>

namespace chatelier::auth {

struct Parts;

// standing.cpp
Task<Result<void>> disable_or_enable(Parts& parts, std::string user, bool disabled);
Task<Result<void>> promote_or_demote(Parts& parts, std::string user, bool admin);
Task<Result<ResetLink>> make_reset_link(Parts& parts, std::string user);
// deletion.cpp
Task<Result<void>> erase_account(Parts& parts, std::string user);
// registration.cpp
Task<Result<protocol::User>> create_administrator(Parts& parts, protocol::routes::AuthRegisterIn in);

}  // namespace chatelier::auth
