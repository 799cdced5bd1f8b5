#include "utf8.hpp"

#include <chatelier/wire.hpp>

#include <algorithm>
#include <cstdint>

namespace chatelier::wire {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t position) noexcept {
  return position < text.size() ? static_cast<std::uint8_t>(text[position]) : std::uint8_t{0};
}

bool continues(std::uint8_t byte) noexcept { return (byte & 0xC0U) == 0x80U; }

bool within(std::uint8_t byte, unsigned low, unsigned high) noexcept { return byte >= low && byte <= high; }

// Only the second byte has a range that depends on the first.
bool second_fits(std::uint8_t first, std::uint8_t second) noexcept {
  switch (first) {
    case 0xE0: return within(second, 0xA0, 0xBF);
    case 0xED: return within(second, 0x80, 0x9F);
    case 0xF0: return within(second, 0x90, 0xBF);
    case 0xF4: return within(second, 0x80, 0x8F);
    default: return continues(second);
  }
}

}  // namespace

std::size_t sequence_length(std::string_view text, std::size_t position) noexcept {
  const std::uint8_t first = byte_at(text, position);
  if (first < 0x80) return position < text.size() ? 1 : 0;
  if (!within(first, 0xC2, 0xF4) || !second_fits(first, byte_at(text, position + 1))) return 0;
  if (first < 0xE0) return 2;
  if (!continues(byte_at(text, position + 2))) return 0;
  if (first < 0xF0) return 3;
  return continues(byte_at(text, position + 3)) ? 4 : 0;
}

char32_t code_point(std::string_view text, std::size_t position, std::size_t length) noexcept {
  const std::uint8_t first = byte_at(text, position);
  if (length == 1) return first;
  char32_t value = first & (0x7FU >> length);
  for (std::size_t index = 1; index < length; ++index)
    value = (value << 6U) | (byte_at(text, position + index) & 0x3FU);
  return value;
}

bool is_valid_text(std::string_view text) noexcept {
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t length = sequence_length(text, position);
    if (length == 0 || text[position] == '\0') return false;
    position += length;
  }
  return true;
}

std::size_t code_points(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return !continues(static_cast<std::uint8_t>(byte)); }));
}

}  // namespace chatelier::wire
