// What the person's own pages hear about the account, on every device. Any thread.
#pragma once

#include "user_store.hpp"

#include <chatelier/bus.hpp>

namespace chatelier::auth {

/// `me.updated` to all sockets of the person.
void tell_own_pages(Bus& bus, const OwnProfile& profile);

}  // namespace chatelier::auth
