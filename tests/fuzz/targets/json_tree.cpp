#include "json_tree.hpp"

#include "protocol/node.hpp"
#include "target.hpp"

#include <chatelier/wire.hpp>

#include <algorithm>
#include <set>

namespace chatelier::fuzz {
namespace {

using wire::Node;

void write(wire::Writer& out, const Node& node) {
  switch (node.kind) {
    case Node::Kind::null: return out.raw("null");
    case Node::Kind::boolean: return out.value(node.flag);
    case Node::Kind::integer: return out.value(node.integer);
    case Node::Kind::huge: return out.raw("9007199254740993");
    case Node::Kind::fraction: return out.raw("0.5");
    case Node::Kind::text: return out.value(node.text);
    case Node::Kind::list:
      out.begin_array();
      for (const Node& item : node.items)
        write(out, item);
      return out.end_array();
    case Node::Kind::object:
      out.begin_object();
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        out.key(node.keys[i]);
        write(out, node.items[i]);
      }
      return out.end_object();
  }
}

std::size_t check_node(const Node& node, std::size_t depth) {
  const bool nests = node.kind == Node::Kind::list || node.kind == Node::Kind::object;
  require(!nests || depth <= 32, "nested at most 32 deep");
  require(nests || node.items.empty(), "only lists and objects hold values");
  require(wire::is_valid_text(node.text), "a text is UTF-8 without NUL");
  require(node.keys.size() == (node.kind == Node::Kind::object ? node.items.size() : 0),
          "a key for every value");
  const std::set<std::string_view> keys(node.keys.begin(), node.keys.end());
  require(keys.size() == node.keys.size(), "no key twice");
  require(std::all_of(keys.begin(), keys.end(), wire::is_valid_text), "a key is UTF-8 without NUL");
  constexpr std::int64_t exact = std::int64_t{1} << 53;
  require(node.integer > -exact && node.integer < exact, "an integer is one in every language");
  std::size_t count = 1;
  for (const Node& item : node.items)
    count += check_node(item, depth + 1);
  return count;
}

}  // namespace

std::string json_of(const Node& node) {
  std::string text;
  wire::Writer out{text};
  write(out, node);
  return text;
}

bool same(const Node& a, const Node& b) {
  return a.kind == b.kind && a.flag == b.flag && a.integer == b.integer && a.text == b.text &&
         a.keys == b.keys && std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same);
}

void check_tree(const Node& root) { require(check_node(root, 1) <= 10'000, "at most 10,000 values"); }

}  // namespace chatelier::fuzz
