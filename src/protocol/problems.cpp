#include "problems.hpp"

#include "utf8.hpp"

namespace chatelier::wire {
namespace {

// An answer stays small however much of a request is wrong.
constexpr std::size_t max_problems = 20;
constexpr std::size_t max_name_bytes = 64;

std::string_view shortened(std::string_view name) {
  std::size_t end = 0;
  while (end < name.size()) {
    const std::size_t length = sequence_length(name, end);
    if (length == 0 || end + length > max_name_bytes) break;
    end += length;
  }
  return name.substr(0, end);
}

}  // namespace

std::string Path::text() const {
  std::string text = parent != nullptr ? parent->text() : std::string{};
  if (index != no_index) return text + '[' + std::to_string(index) + ']';
  if (!text.empty() && !name.empty()) text += '.';
  return text.append(shortened(name));
}

void Problems::add(const Path& path, std::string_view code) {
  if (fields_.size() < max_problems) fields_.push_back({path.text(), std::string{code}});
}

Error Problems::error() const {
  Error error = fail(ErrorCode::request_invalid);
  for (const FieldError& field : fields_) {
    if (!error.detail.empty()) error.detail += ", ";
    error.detail += (field.field.empty() ? "(all)" : field.field) + ": " + field.code;
  }
  error.fields = fields_;
  return error;
}

}  // namespace chatelier::wire
