#include "rules.hpp"

#include "utf8.hpp"

#include <chatelier/wire.hpp>

#include <charconv>

namespace chatelier::wire {
namespace {

char lower(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const bool hyphen = index == 8 || index == 13 || index == 18 || index == 23;
    const char letter = lower(text[index]);
    const bool digit = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
    if (hyphen ? letter != '-' : !digit) return false;
  }
  return true;
}

bool is_control(char32_t point) noexcept {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029;
}

bool is_space(char32_t point) noexcept {
  return point == 0x20 || point == 0xA0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200B) ||
         point == 0x202F || point == 0x205F || point == 0x3000 || point == 0xFEFF;
}

// Calls `check` with every code point until it says false.
template <class Check>
bool every_point(std::string_view text, Check check) {
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t length = sequence_length(text, position);
    if (!check(code_point(text, position, length))) return false;
    position += length;
  }
  return true;
}

bool is_line(std::string_view text) {
  bool visible = text.empty();
  return every_point(text,
                     [&](char32_t point) {
                       visible = visible || !is_space(point);
                       return !is_control(point);
                     }) &&
         visible;
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at > 64 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos)
    return false;
  const std::string_view domain = text.substr(at + 1);
  if (domain.empty() || domain.front() == '.' || domain.back() == '.' ||
      domain.find("..") != std::string_view::npos)
    return false;
  return every_point(text, [](char32_t point) { return !is_control(point) && !is_space(point); });
}

bool fits(std::string_view text, TextFormat format) {
  switch (format) {
    case TextFormat::uuid: return is_uuid(text);
    case TextFormat::line: return is_line(text);
    case TextFormat::email: return is_email(text);
    case TextFormat::any: break;
  }
  return true;
}

}  // namespace

bool read_value(const Node& node, std::string& out, const TextRule& rule, const Path& path,
                Problems& problems) {
  if (node.kind != Node::Kind::text) return refuse(path, "type", problems);
  const std::size_t length = code_points(node.text);
  if (length < rule.min) return refuse(path, "too_short", problems);
  if (length > rule.max) return refuse(path, "too_long", problems);
  if (!fits(node.text, rule.format)) return refuse(path, "format", problems);
  out = node.text;
  // One spelling for each id: it is a key of topics, caches and comparisons.
  if (rule.format == TextFormat::uuid) std::transform(out.begin(), out.end(), out.begin(), lower);
  return true;
}

bool read_value(const Node& node, std::int64_t& out, const IntegerRule& rule, const Path& path,
                Problems& problems) {
  if (node.kind == Node::Kind::huge) return refuse(path, "too_large", problems);
  if (node.kind != Node::Kind::integer) return refuse(path, "type", problems);
  if (node.integer < rule.min) return refuse(path, "too_small", problems);
  if (node.integer > rule.max) return refuse(path, "too_large", problems);
  out = node.integer;
  return true;
}

bool read_value(const Node& node, bool& out, const BooleanRule& /*rule*/, const Path& path,
                Problems& problems) {
  if (node.kind != Node::Kind::boolean) return refuse(path, "type", problems);
  out = node.flag;
  return true;
}

Node node_of(std::string_view text, const TextRule& /*rule*/) {
  return Node{.kind = Node::Kind::text, .text = std::string{text}};
}

// Digits only, one spelling for each number, so that an address has one form.
Node node_of(std::string_view text, const IntegerRule& /*rule*/) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!digits || (text.size() > 1 && text.front() == '0')) return node_of(text, TextRule{});
  if (text.size() > 15) return Node{.kind = Node::Kind::huge};
  Node node{.kind = Node::Kind::integer};
  std::from_chars(text.data(), text.data() + text.size(), node.integer);
  return node;
}

Node node_of(std::string_view text, const BooleanRule& /*rule*/) {
  if (text != "true" && text != "false") return node_of(text, TextRule{});
  return Node{.kind = Node::Kind::boolean, .flag = text == "true"};
}

}  // namespace chatelier::wire
