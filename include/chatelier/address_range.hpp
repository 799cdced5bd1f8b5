// Ranges of network addresses: which proxies are trusted, who may read the metrics.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatelier {

/// `10.0.0.0/8`, `2001:db8::/32`, or one address. Immutable. IPv4 is kept as ::ffff:a.b.c.d, so that an IPv4
/// range also holds the peers of a socket that listens on IPv6.
class AddressRange {
 public:
  /// nullopt unless the text is an address, or an address and a prefix length that covers every bit set in
  /// it. Names, zones (`%eth0`), leading zeros and blanks are refused.
  [[nodiscard]] static std::optional<AddressRange> parse(std::string_view text);

  /// False for what is not an address.
  [[nodiscard]] bool contains(std::string_view address) const;
  /// Whether the range holds every address, or every one of IPv4.
  [[nodiscard]] bool is_everything() const { return prefix_ == 0 || (prefix_ <= 96 && contains("0.0.0.0")); }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  using Bytes = std::array<std::uint8_t, 16>;
  AddressRange() = default;

  Bytes bytes_{};
  unsigned prefix_ = 0;  // in bits of the 128
  std::string text_;
};

[[nodiscard]] bool any_contains(const std::vector<AddressRange>& ranges, std::string_view address);

}  // namespace chatelier
