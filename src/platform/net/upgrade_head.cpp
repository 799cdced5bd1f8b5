#include "upgrade_head.hpp"

#include "field_text.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace chatelier {
namespace {

constexpr std::string_view subprotocol = "chatelier.v1";
constexpr std::size_t key_bytes = 16;

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool equal(std::string_view a, std::string_view b) { return a == b; }

// Whole words of a list with commas: `chatelier.v10` is not `chatelier.v1`.
template <class Same>
bool lists(std::string_view field, std::string_view word, Same same) {
  while (true) {
    const auto end = field.find(',');
    if (same(trimmed(field.substr(0, end)), word)) return true;
    if (end == std::string_view::npos) return false;
    field.remove_prefix(end + 1);
  }
}

bool is_key(std::string_view text) {
  std::array<unsigned char, key_bytes> key{};
  std::size_t size = 0;
  return sodium_base642bin(key.data(), key.size(), text.data(), text.size(), nullptr, &size, nullptr,
                           sodium_base64_VARIANT_ORIGINAL) == 0 &&
         size == key.size();
}

}  // namespace

Result<void> check_upgrade(const RequestHead& head) {
  const bool asks = head.minor == 1 && lists(head.field("upgrade"), "websocket", equal_ignoring_case) &&
                    lists(head.field("connection"), "upgrade", equal_ignoring_case) &&
                    head.field("sec-websocket-version") == "13" &&
                    lists(head.field("sec-websocket-protocol"), subprotocol, equal);
  if (!asks) return fail(ErrorCode::request_upgrade_required);
  if (!is_key(head.field("sec-websocket-key")))
    return fail(ErrorCode::request_malformed, "Sec-WebSocket-Key is not sixteen bytes in base64");
  return {};
}

}  // namespace chatelier
