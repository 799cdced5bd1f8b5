// The port of a URL. Boost.URL 1.81 gives 99999 as 34463, so its digits are read here.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace chatelier {

[[nodiscard]] inline std::optional<std::uint16_t> read_port(std::string_view digits) {
  std::uint16_t port = 0;
  const char* begin = digits.data();
  const char* end = begin + digits.size();
  const auto [parsed, failure] = std::from_chars(begin, end, port);
  if (failure != std::errc{} || parsed != end || port == 0) return std::nullopt;
  return port;
}

}  // namespace chatelier
