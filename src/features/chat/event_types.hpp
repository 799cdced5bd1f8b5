// The durable events of chat: what the writer checks before it lets one in, and what it writes beside the
// log.
#pragma once

#include <chatelier/log.hpp>

namespace chatelier::chat {

extern const EventType message_created;

}  // namespace chatelier::chat
