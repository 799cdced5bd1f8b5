// Who is at the other end, where proxies stand between. Pure.
#pragma once

#include <chatelier/address_range.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace chatelier {

/// `peer`: the address of the connection. While it is a trusted proxy, the next hop is the rightmost entry of
/// `forwarded_for` (X-Forwarded-For) that is not one; what a client wrote itself stands further left and is
/// not believed.
[[nodiscard]] std::string client_address(std::string_view peer, std::string_view forwarded_for,
                                         const std::vector<AddressRange>& trusted);

}  // namespace chatelier
