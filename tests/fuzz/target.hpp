// A fuzz target: a name, and code that reads foreign bytes with the product's parser and asks of the outcome
// what must hold for every input. One thread; a target keeps nothing from one input to the next and does no
// I/O but its own.
#pragma once

#include <source_location>
#include <string_view>
#include <vector>

namespace chatelier::fuzz {

struct Target {
  std::string_view name;
  void (*run)(std::string_view input);
};

/// All targets of this program, by name.
[[nodiscard]] std::vector<Target> targets();

/// One per file of targets/, at namespace scope.
struct Registration {
  Registration(std::string_view name, void (*run)(std::string_view input));
};

/// Ends the process, as a crash does: whoever drives the target then keeps the input.
void require(bool holds, std::string_view what, std::source_location where = std::source_location::current());

}  // namespace chatelier::fuzz
