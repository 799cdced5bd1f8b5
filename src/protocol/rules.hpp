// What the schema says of one value, and the check of a value against it. `read_value` returns false after it
// has named the problem. Lengths are code points. Pure; any thread.
#pragma once

#include "node.hpp"
#include "problems.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatelier::wire {

inline constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

// uuid: any version, read into lower case. line: no control characters, no line breaks, not only white space.
// email: something@something; whether mail arrives is found out by sending one.
enum class TextFormat : std::uint8_t { any, uuid, line, email };

struct TextRule {
  std::size_t min = 0;
  std::size_t max = unlimited;
  TextFormat format = TextFormat::any;
};

struct IntegerRule {
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

struct BooleanRule {};

template <class Enum>
struct EnumRule {
  bool (*parse)(std::string_view text, Enum& out) noexcept;
};

template <class Rule>
struct ListRule {
  Rule item;
  std::size_t min = 0;
  std::size_t max = unlimited;
};

template <class Rule>
struct MapRule {
  TextRule key;
  Rule value;
  std::size_t max = unlimited;
};

bool read_value(const Node& node, std::string& out, const TextRule& rule, const Path& path,
                Problems& problems);
bool read_value(const Node& node, std::int64_t& out, const IntegerRule& rule, const Path& path,
                Problems& problems);
bool read_value(const Node& node, bool& out, const BooleanRule& rule, const Path& path, Problems& problems);

inline bool refuse(const Path& path, std::string_view code, Problems& problems) {
  problems.add(path, code);
  return false;
}

template <class Enum>
bool read_value(const Node& node, Enum& out, const EnumRule<Enum>& rule, const Path& path,
                Problems& problems) {
  if (node.kind != Node::Kind::text) return refuse(path, "type", problems);
  return rule.parse(node.text, out) || refuse(path, "enum", problems);
}

template <class T, class Rule>
bool read_value(const Node& node, std::vector<T>& out, const ListRule<Rule>& rule, const Path& path,
                Problems& problems) {
  if (node.kind != Node::Kind::list) return refuse(path, "type", problems);
  if (node.items.size() < rule.min) return refuse(path, "too_few", problems);
  if (node.items.size() > rule.max) return refuse(path, "too_many", problems);
  out.resize(node.items.size());
  bool good = true;
  for (std::size_t index = 0; index < out.size(); ++index)
    good &=
        read_value(node.items[index], out[index], rule.item, Path{.parent = &path, .index = index}, problems);
  return good;
}

// Sorted by key; two keys that are the same once read (an id in upper and in lower case) are refused.
template <class T, class Rule>
bool read_value(const Node& node, std::vector<std::pair<std::string, T>>& out, const MapRule<Rule>& rule,
                const Path& path, Problems& problems) {
  if (node.kind != Node::Kind::object) return refuse(path, "type", problems);
  if (node.items.size() > rule.max) return refuse(path, "too_many", problems);
  out.resize(node.items.size());
  bool good = true;
  for (std::size_t index = 0; index < out.size(); ++index) {
    const Path at{.parent = &path, .name = node.keys[index]};
    const Node key{.kind = Node::Kind::text, .text = node.keys[index]};
    good &= read_value(key, out[index].first, rule.key, at, problems) &&
            read_value(node.items[index], out[index].second, rule.value, at, problems);
  }
  std::sort(out.begin(), out.end(),
            [](const auto& left, const auto& right) { return left.first < right.first; });
  const auto same = [](const auto& left, const auto& right) { return left.first == right.first; };
  if (good && std::adjacent_find(out.begin(), out.end(), same) != out.end())
    return refuse(path, "duplicate", problems);
  return good;
}

// A segment of the path or a value of the query, as the value that the rule asks for; lists are separated by
// commas.
Node node_of(std::string_view text, const TextRule& rule);
Node node_of(std::string_view text, const IntegerRule& rule);
Node node_of(std::string_view text, const BooleanRule& rule);

template <class Enum>
Node node_of(std::string_view text, const EnumRule<Enum>& /*rule*/) {
  return node_of(text, TextRule{});
}

template <class Rule>
Node node_of(std::string_view text, const ListRule<Rule>& rule) {
  Node list{.kind = Node::Kind::list};
  // One more than allowed is enough to be refused.
  while (!text.empty() && list.items.size() <= rule.max) {
    const std::size_t comma = text.find(',');
    list.items.push_back(node_of(text.substr(0, comma), rule.item));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return list;
}

}  // namespace chatelier::wire
