// Parses and compares ranges of addresses. Pure, any thread; never asks a name service.
#include <chatelier/address_range.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace chatelier {
namespace {

struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v4 = false;
};

std::optional<Address> parse_address(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> zero_terminated{};
  if (text.empty() || text.size() >= zero_terminated.size() || text.find('\0') != std::string_view::npos)
    return {};
  text.copy(zero_terminated.data(), text.size());

  Address address;
  if (text.find(':') != std::string_view::npos) {
    if (inet_pton(AF_INET6, zero_terminated.data(), address.bytes.data()) != 1) return {};
    return address;
  }
  address.is_v4 = true;
  address.bytes[10] = address.bytes[11] = 0xff;
  if (inet_pton(AF_INET, zero_terminated.data(), address.bytes.data() + 12) != 1) return {};
  return address;
}

bool bit_is_set(const std::array<std::uint8_t, 16>& bytes, unsigned bit) {
  return (bytes[bit / 8] & (0x80U >> (bit % 8))) != 0;
}

}  // namespace

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return {};

  const unsigned bits = address->is_v4 ? 32 : 128;
  unsigned prefix = bits;
  if (slash != std::string_view::npos) {
    const auto number = text.substr(slash + 1);
    const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), prefix);
    const bool canonical = number.size() == 1 || (!number.empty() && number.front() != '0');
    if (failure != std::errc{} || end != number.data() + number.size() || !canonical || prefix > bits)
      return {};
  }

  AddressRange range;
  range.bytes_ = address->bytes;
  range.prefix_ = prefix + (128 - bits);
  range.text_ = text;
  for (unsigned bit = range.prefix_; bit < 128; ++bit) {
    if (bit_is_set(range.bytes_, bit)) return {};
  }
  return range;
}

bool AddressRange::contains(std::string_view text) const {
  const auto address = parse_address(text);
  if (!address) return false;
  const auto whole = prefix_ / 8;
  if (!std::equal(bytes_.begin(), bytes_.begin() + whole, address->bytes.begin())) return false;
  for (unsigned bit = whole * 8; bit < prefix_; ++bit) {
    if (bit_is_set(bytes_, bit) != bit_is_set(address->bytes, bit)) return false;
  }
  return true;
}

bool any_contains(const std::vector<AddressRange>& ranges, std::string_view address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const auto& range) { return range.contains(address); });
}

}  // namespace chatelier
