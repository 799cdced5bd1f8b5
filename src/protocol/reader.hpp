// The readers that generated code is made of: ObjectReader for a JSON object, TextReader for path and query.
// Whatever no field asked for is refused by name. They live as long as one `read`.
#pragma once

#include "rules.hpp"

#include <chatelier/wire.hpp>

#include <initializer_list>
#include <optional>

namespace chatelier::wire {

class ObjectReader {
 public:
  ObjectReader(const Node& node, Problems& problems);

  template <class T, class Rule>
  void required(std::string_view name, T& out, const Rule& rule) {
    if (const Node* node = take(name))
      read_value(*node, out, rule, Path{.name = name}, problems_);
    else if (is_object_)
      problems_.add(Path{.name = name}, "missing");
  }

  template <class T, class Rule>
  void optional(std::string_view name, std::optional<T>& out, const Rule& rule) {
    if (const Node* node = take(name)) read_value(*node, out.emplace(), rule, Path{.name = name}, problems_);
  }

  template <class T, class Rule>
  void defaulted(std::string_view name, T& out, const Rule& rule) {
    if (const Node* node = take(name)) read_value(*node, out, rule, Path{.name = name}, problems_);
  }

  void ignore(std::string_view name) { take(name); }
  void finish();

 private:
  const Node* take(std::string_view name);

  const Node& node_;
  Problems& problems_;
  std::vector<bool> taken_;
  bool is_object_;
};

class TextReader {
 public:
  template <class Pairs>
  TextReader(const Pairs& pairs, Problems& problems) : problems_{problems} {
    for (const auto& [name, text] : pairs)
      values_.push_back({name, text});
  }

  template <class T, class Rule>
  void required(std::string_view name, T& out, const Rule& rule) {
    if (!defaulted(name, out, rule)) problems_.add(Path{.name = name}, "missing");
  }

  template <class T, class Rule>
  void optional(std::string_view name, std::optional<T>& out, const Rule& rule) {
    T value{};
    if (defaulted(name, value, rule)) out = std::move(value);
  }

  template <class T, class Rule>
  bool defaulted(std::string_view name, T& out, const Rule& rule) {
    const Value* value = take(name);
    if (value == nullptr) return false;
    if (is_valid_text(value->text))
      read_value(node_of(value->text, rule), out, rule, Path{.name = name}, problems_);
    else
      problems_.add(Path{.name = name}, "text");
    return true;
  }

  void finish();

 private:
  struct Value {
    std::string_view name;
    std::string_view text;
    bool taken = false;
  };

  const Value* take(std::string_view name);

  Problems& problems_;
  std::vector<Value> values_{};
};

// The header's nonce stands in for the body's; two that differ are a conflict.
void read_idempotency_key(std::string_view header, std::optional<std::string>& nonce, Problems& problems);

// Of parameters that exclude each other, every one after the first that is given.
void refuse_together(std::initializer_list<std::pair<std::string_view, bool>> given, Problems& problems);

}  // namespace chatelier::wire
