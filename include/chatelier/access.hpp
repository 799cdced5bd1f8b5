// What the schema's `access` asks of a person's role in a room; router and dispatcher enforce it before the
// handler runs.
#pragma once

#include <chatelier/ports.hpp>
#include <chatelier/protocol.hpp>

#include <optional>

namespace chatelier {

/// Whether the access is about the room that the request names.
[[nodiscard]] constexpr bool is_of_a_room(protocol::Access access) {
  return access >= protocol::Access::reader && access <= protocol::Access::owner;
}

/// Null when the role is enough. A standing exists, so the room may at least be read.
[[nodiscard]] constexpr std::optional<ErrorCode> refuse_role(protocol::Access access, Role role) {
  const auto least = [access] {
    switch (access) {
      case protocol::Access::owner: return Role::owner;
      case protocol::Access::moderator: return Role::moderator;
      case protocol::Access::member: return Role::member;
      default: return Role::none;
    }
  }();
  if (role >= least) return std::nullopt;
  return role == Role::none ? ErrorCode::room_not_member : ErrorCode::room_forbidden;
}

}  // namespace chatelier
