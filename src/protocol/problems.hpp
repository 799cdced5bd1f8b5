// What is wrong with a received object, field by field, collected into one request/invalid. Lives as long as
// one read.
#pragma once

#include <chatelier/result.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace chatelier::wire {

// Where a value stands, as a chain on the stack: text is made of it only when something is wrong.
struct Path {
  static constexpr std::size_t no_index = std::numeric_limits<std::size_t>::max();

  const Path* parent = nullptr;
  std::string_view name{};
  std::size_t index = no_index;

  [[nodiscard]] std::string text() const;
};

class Problems {
 public:
  void add(const Path& path, std::string_view code);

  [[nodiscard]] bool any() const noexcept { return !fields_.empty(); }
  [[nodiscard]] Error error() const;

 private:
  std::vector<FieldError> fields_{};
};

}  // namespace chatelier::wire
