#include "speaker.hpp"

#include <charconv>
#include <cstring>

namespace chatelier::bench {
namespace {

constexpr std::size_t digits = 19;

}  // namespace

std::string stamp(long long intended_ns) {
  std::string number = std::to_string(intended_ns);
  return "@" + std::string(digits - number.size(), '0') + number + "@";
}

long long stamp_in(std::string_view frame) {
  for (const char *at = frame.data(), *end = at + frame.size(); at < end; ++at) {
    at = static_cast<const char*>(std::memchr(at, '@', static_cast<std::size_t>(end - at)));
    if (at == nullptr || end - at < static_cast<std::ptrdiff_t>(digits + 2)) return 0;
    long long number = 0;
    const auto read = std::from_chars(at + 1, at + 1 + digits, number);
    if (read.ptr == at + 1 + digits && *read.ptr == '@') return number;
  }
  return 0;
}

}  // namespace chatelier::bench
