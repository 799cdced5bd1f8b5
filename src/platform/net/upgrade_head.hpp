// What a request has to say that asks for the WebSocket (RFC 6455, 4.2.1), beside who may have it. Pure.
#pragma once

#include "request_head.hpp"

#include <chatelier/result.hpp>

namespace chatelier {

/// `request/upgrade_required`: it does not ask for this protocol; `request/malformed`: it does, with a key
/// that is none.
[[nodiscard]] Result<void> check_upgrade(const RequestHead& head);

}  // namespace chatelier
