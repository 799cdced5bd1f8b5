#include "reader.hpp"

namespace chatelier::wire {

ObjectReader::ObjectReader(const Node& node, Problems& problems)
    : node_{node},
      problems_{problems},
      taken_(node.keys.size(), false),
      is_object_{node.kind == Node::Kind::object} {
  if (!is_object_) problems_.add(Path{}, "type");
}

const Node* ObjectReader::take(std::string_view name) {
  for (std::size_t index = 0; index < node_.keys.size(); ++index) {
    if (node_.keys[index] != name) continue;
    taken_[index] = true;
    return &node_.items[index];
  }
  return nullptr;
}

void ObjectReader::finish() {
  for (std::size_t index = 0; index < taken_.size(); ++index)
    if (!taken_[index]) problems_.add(Path{.name = node_.keys[index]}, "unknown");
}

const TextReader::Value* TextReader::take(std::string_view name) {
  const Value* found = nullptr;
  for (Value& value : values_) {
    if (value.name != name) continue;
    value.taken = true;
    if (found != nullptr) {
      problems_.add(Path{.name = name}, "duplicate");
      break;
    }
    found = &value;
  }
  return found;
}

void TextReader::finish() {
  for (const Value& value : values_)
    if (!value.taken) problems_.add(Path{.name = is_valid_text(value.name) ? value.name : "?"}, "unknown");
}

void read_idempotency_key(std::string_view header, std::optional<std::string>& nonce, Problems& problems) {
  if (header.empty()) return;
  const Path path{.name = "Idempotency-Key"};
  std::string key;
  const Node node{.kind = Node::Kind::text, .text = std::string{header}};
  if (!read_value(node, key, TextRule{.format = TextFormat::uuid}, path, problems)) return;
  if (nonce && *nonce != key) problems.add(path, "conflict");
  nonce = std::move(key);
}

void refuse_together(std::initializer_list<std::pair<std::string_view, bool>> given, Problems& problems) {
  bool first = true;
  for (const auto& [name, present] : given) {
    if (!present) continue;
    if (!first) problems.add(Path{.name = name}, "exclusive");
    first = false;
  }
}

}  // namespace chatelier::wire
