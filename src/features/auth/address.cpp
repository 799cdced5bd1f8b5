// Cut as bytes, never as text: an address has many spellings.
#include "address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace chatelier::auth {
namespace {

/// The address with all but the first bytes zero; empty when it is not one of this family.
template <std::size_t size>
std::string cut(int family, const std::string& address, std::size_t kept) {
  std::array<unsigned char, size> bytes{};
  if (inet_pton(family, address.c_str(), bytes.data()) != 1) return {};
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(kept), bytes.end(), 0);
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(family, bytes.data(), text.data(), text.size()) != nullptr ? text.data() : "";
}

std::string cut(std::string_view address, std::size_t kept_v4, std::size_t kept_v6) {
  // An IPv4 client of a socket that speaks both.
  constexpr std::string_view mapped = "::ffff:";
  if (address.starts_with(mapped) && address.find('.') != std::string_view::npos)
    address.remove_prefix(mapped.size());
  const std::string text(address);
  const std::string v4 = cut<4>(AF_INET, text, kept_v4);
  return v4.empty() ? cut<16>(AF_INET6, text, kept_v6) : v4;
}

}  // namespace

std::string stored_address(std::string_view address) { return cut(address, 3, 6); }

std::string counted_address(std::string_view address) { return cut(address, 4, 8); }

}  // namespace chatelier::auth
