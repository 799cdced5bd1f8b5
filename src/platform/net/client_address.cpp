#include "client_address.hpp"

#include "field_text.hpp"

namespace chatelier {
std::string client_address(std::string_view peer, std::string_view forwarded_for,
                           const std::vector<AddressRange>& trusted) {
  std::string_view address = peer;
  while (!forwarded_for.empty() && any_contains(trusted, address)) {
    const auto comma = forwarded_for.rfind(',');
    const std::string_view hop =
        trimmed(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
    // What is no address was not written by a proxy of ours.
    if (!AddressRange::parse(hop)) break;
    address = hop;
    if (comma == std::string_view::npos) break;
    forwarded_for = forwarded_for.substr(0, comma);
  }
  return std::string(address);
}

}  // namespace chatelier
