// A received document written out again, and the rules that every node of one obeys.
#pragma once

#include <string>

namespace chatelier::wire {
struct Node;
}

namespace chatelier::fuzz {

/// Numbers that no reader takes are written as some other such number.
[[nodiscard]] std::string json_of(const wire::Node& node);

[[nodiscard]] bool same(const wire::Node& a, const wire::Node& b);

/// Depth, count, text and keys, as Document promises them.
void check_tree(const wire::Node& root);

}  // namespace chatelier::fuzz
