// Who may make an account on this server.
#pragma once

#include <cstdint>

namespace chatelier {

enum class Registration : std::uint8_t { open, invite, closed };

}  // namespace chatelier
