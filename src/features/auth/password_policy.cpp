// What guessers try: the names around an account, then the published lists. Never changes the password
// itself.
#include "password_policy.hpp"

#include "common_passwords.hpp"
#include "names.hpp"

#include <chatelier/wire.hpp>

#include <algorithm>
#include <string>

namespace chatelier::auth {
namespace {

constexpr std::size_t shortest = 8;
constexpr std::size_t longest = 128;
constexpr std::string_view product = "chatelier";

bool decoration(char c) {
  return static_cast<unsigned char>(c) < 0x80 && !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

/// Without the digits and signs around it: `alice`, `!alice2026` and `alice.` are one guess.
std::string_view core(std::string_view text) {
  while (!text.empty() && decoration(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && decoration(text.back()))
    text.remove_suffix(1);
  return text;
}

bool is_name(std::string_view password, std::string_view name) {
  const std::string name_key = folded(name);
  if (name_key.empty()) return false;
  if (password == name_key) return true;
  const std::string_view word = core(name_key);
  return !word.empty() && core(password) == word;
}

Error refused(ErrorCode code, std::string_view field, std::string_view problem) {
  return Error{code, {}, {FieldError{std::string(field), std::string(problem)}}};
}

}  // namespace

bool is_common(std::string_view password) {
  const auto& list = common_passwords();
  return std::binary_search(list.begin(), list.end(), folded(password));
}

std::optional<Error> refusal(std::string_view password, std::initializer_list<std::string_view> names,
                             std::string_view field) {
  const std::size_t size = wire::code_points(password);
  if (size < shortest) return fail_field(field, "too_short");
  if (size > longest) return fail_field(field, "too_long");
  const std::string key = folded(password);
  const auto guessed = [&](std::string_view name) {
    return is_name(key, name) || is_name(key, name.substr(0, name.find('@')));
  };
  if (guessed(product) || std::any_of(names.begin(), names.end(), guessed))
    return refused(ErrorCode::auth_password_names, field, "name");
  if (is_common(password)) return refused(ErrorCode::auth_password_common, field, "common");
  return std::nullopt;
}

}  // namespace chatelier::auth
