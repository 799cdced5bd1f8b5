// An enum's value from a column whose CHECK admits nothing else.
#pragma once

#include <chatelier/protocol.hpp>

#include <pqxx/pqxx>

#include <stdexcept>

namespace chatelier::rooms {

template <class Enum>
[[nodiscard]] Enum parsed(const pqxx::field& field) {
  Enum value{};
  if (!from_string(field.c_str(), value))
    throw std::logic_error("a value that the table's CHECK does not admit");
  return value;
}

}  // namespace chatelier::rooms
