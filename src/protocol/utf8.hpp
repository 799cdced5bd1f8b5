// UTF-8 as Unicode defines it (table 3-7): shortest form, no surrogates, nothing above U+10FFFF. Pure; any
// thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace chatelier::wire {

// Length in bytes of the well-formed sequence at `position`; 0 when the bytes there are none.
[[nodiscard]] std::size_t sequence_length(std::string_view text, std::size_t position) noexcept;

// The code point of the well-formed sequence of `length` bytes at `position`.
[[nodiscard]] char32_t code_point(std::string_view text, std::size_t position, std::size_t length) noexcept;

}  // namespace chatelier::wire
