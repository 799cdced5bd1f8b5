// One value of a parsed document. A tree of them belongs to its Document; a node's depth is at most 32.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace chatelier::wire {

struct Node {
  // `fraction` is every number that is not written as an integer, `huge` an integer that a double cannot hold
  // exactly.
  enum class Kind : std::uint8_t { null, boolean, integer, huge, fraction, text, list, object };

  Kind kind = Kind::null;
  bool flag = false;
  std::int64_t integer = 0;
  std::string text{};
  std::vector<Node> items{};        // of a list, or the values of an object
  std::vector<std::string> keys{};  // of an object, one for each item
};

}  // namespace chatelier::wire
