// Client addresses, cut to what each use needs: nothing that we store or log leads to one person's
// connection. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace chatelier::auth {

/// For what is kept and logged: IPv4 without its last 8 bits (`192.0.2.0`), IPv6 its first 48
/// (`2001:db8:1::`). Anything else is the empty string.
[[nodiscard]] std::string stored_address(std::string_view address);

/// For counting failures: IPv4 whole, IPv6 its /64, because one customer has all of it.
[[nodiscard]] std::string counted_address(std::string_view address);

}  // namespace chatelier::auth
