// Writer: escapes by RFC 8259, section 7, and copies everything that needs no escape in one piece.
#include "utf8.hpp"

#include <chatelier/wire.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace chatelier::wire {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_plain(char byte) noexcept {
  return static_cast<unsigned char>(byte) >= 0x20 && static_cast<unsigned char>(byte) < 0x80 && byte != '"' &&
         byte != '\\';
}

void append_control(std::string& out, char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (byte) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
      out += "\\u00";
      out += digits[static_cast<unsigned char>(byte) >> 4U];
      out += digits[static_cast<unsigned char>(byte) & 0x0FU];
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t copied = 0;
  std::size_t position = 0;
  const auto copy = [&] { out.append(text, copied, position - copied); };
  while (position < text.size()) {
    if (is_plain(text[position])) {
      ++position;
      continue;
    }
    const std::size_t length = sequence_length(text, position);
    if (length > 1) {
      position += length;
      continue;
    }
    copy();
    if (length == 1)
      append_control(out, text[position]);
    else
      out += replacement;
    copied = ++position;
  }
  copy();
  out += '"';
}

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end.ptr);
}

}  // namespace

void Writer::separate() {
  if (comma_) out_ += ',';
  comma_ = true;
}

void Writer::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
}

void Writer::close(char bracket) {
  out_ += bracket;
  comma_ = true;
}

void Writer::key(std::string_view name) {
  separate();
  append_quoted(out_, name);
  out_ += ':';
  comma_ = false;
}

void Writer::value(std::string_view text) {
  separate();
  append_quoted(out_, text);
}

void Writer::value(bool flag) { raw(flag ? "true" : "false"); }

void Writer::value(std::int64_t number) {
  separate();
  append_number(out_, number);
}

void Writer::value(double number) {
  if (!std::isfinite(number)) return raw("null");  // JSON has no other word for it
  separate();
  append_number(out_, number);
}

void Writer::raw(std::string_view json) {
  separate();
  out_ += json;
}

}  // namespace chatelier::wire
