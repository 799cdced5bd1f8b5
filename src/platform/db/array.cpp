#include <chatelier/db.hpp>

namespace chatelier {

// Every element in quotes: then only the quote and the backslash mean something, and `NULL` is a word.
std::string text_array(const std::vector<std::string>& values) {
  std::string literal = "{";
  for (const std::string& value : values) {
    if (literal.size() > 1) literal += ',';
    literal += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') literal += '\\';
      literal += c;
    }
    literal += '"';
  }
  return literal += '}';
}

std::string text_array(const std::vector<std::int64_t>& values) {
  std::string literal = "{";
  for (const std::int64_t value : values) {
    if (literal.size() > 1) literal += ',';
    literal += std::to_string(value);
  }
  return literal += '}';
}

}  // namespace chatelier
