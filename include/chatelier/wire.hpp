// JSON on the wire: the Writer that appends it to a string, the Document that a received text is parsed into
// once, and what the router hands to a generated reader. No thread of its own; every object belongs to its
// caller. Must never let text through that is not valid UTF-8, and never include a JSON library.
#pragma once

#include <chatelier/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatelier::wire {

// Appends one JSON value to `out`, commas included. Text that is not UTF-8 is repaired with U+FFFD: one bad
// byte in a text frame would end every connection that receives it.
class Writer {
 public:
  explicit Writer(std::string& out) : out_{out} {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(std::string_view name);

  void value(std::string_view text);
  void value(const std::string& text) { value(std::string_view{text}); }
  void value(const char* text) { value(std::string_view{text}); }
  void value(bool flag);
  void value(std::int64_t number);
  void value(double number);
  void raw(std::string_view json);  // verbatim: must be one complete JSON value

  template <class T>
  void member(std::string_view name, const T& content) {
    key(name);
    value(content);
  }

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();

  std::string& out_;
  bool comma_ = false;  // the next key or value follows a sibling
};

struct Node;

// A received text, parsed once and strictly: depth at most 32, at most 10,000 values, no byte order mark, no
// NUL, no invalid UTF-8, no unpaired surrogate, no key twice. Errors: request/malformed_json.
class Document {
 public:
  [[nodiscard]] static Result<Document> parse(std::string_view text);

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  [[nodiscard]] const Node& root() const noexcept { return *root_; }

 private:
  explicit Document(std::unique_ptr<const Node> root);

  std::unique_ptr<const Node> root_;
};

// What the router knows of a request when it calls a route's `read`. Everything is percent-decoded already.
struct RouteInput {
  std::vector<std::pair<std::string_view, std::string>> path{};  // name in the pattern, decoded segment
  std::vector<std::pair<std::string, std::string>> query{};
  std::string_view body{};             // empty when there is none
  std::string_view idempotency_key{};  // the header's value, empty when there is none
};

// UTF-8 without NUL: what the rest of the server may store and send.
[[nodiscard]] bool is_valid_text(std::string_view text) noexcept;

// Code points of valid UTF-8: the unit of every length in the contract.
[[nodiscard]] std::size_t code_points(std::string_view text) noexcept;

}  // namespace chatelier::wire
