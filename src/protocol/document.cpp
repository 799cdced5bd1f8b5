// Document: builds the tree from nlohmann's SAX events, because only there can depth, size and keys be
// refused while they arrive. The parser keeps its own stack, so nesting cannot exhaust ours.
#include "node.hpp"

#include <chatelier/wire.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace chatelier::wire {
namespace {

constexpr std::size_t max_depth = 32;
constexpr std::size_t max_values = 10'000;
constexpr std::int64_t max_exact = (std::int64_t{1} << 53) - 1;

class TreeBuilder {
 public:
  explicit TreeBuilder(Node& root) : root_{root} {}

  [[nodiscard]] const char* complaint() const noexcept { return complaint_; }

  bool null() { return add(Node{}); }
  bool boolean(bool flag) { return add(Node{.kind = Node::Kind::boolean, .flag = flag}); }
  bool number_integer(std::int64_t number) { return integer(number, number >= -max_exact); }
  bool number_unsigned(std::uint64_t number) {
    return integer(static_cast<std::int64_t>(number), number <= static_cast<std::uint64_t>(max_exact));
  }
  bool number_float(double /*number*/, const std::string& literal) {
    const bool whole = literal.find_first_of(".eE") == std::string::npos;
    return add(Node{.kind = whole ? Node::Kind::huge : Node::Kind::fraction});
  }
  bool string(std::string& text) {
    return without_nul(text) && add(Node{.kind = Node::Kind::text, .text = std::move(text)});
  }
  bool binary(nlohmann::json::binary_t& /*bytes*/) { return false; }

  bool start_object(std::size_t /*elements*/) { return open(Node::Kind::object); }
  bool start_array(std::size_t /*elements*/) { return open(Node::Kind::list); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    if (!without_nul(name)) return false;
    path_.back()->keys.push_back(std::move(name));
    return true;
  }
  bool end_object() {
    std::vector<std::string_view> keys(path_.back()->keys.begin(), path_.back()->keys.end());
    std::sort(keys.begin(), keys.end());
    if (std::adjacent_find(keys.begin(), keys.end()) != keys.end())
      return refuse("an object has the same key twice");
    return close();
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*why*/) {
    position_ = position;
    return refuse("the text is not valid JSON");
  }

  [[nodiscard]] std::size_t position() const noexcept { return position_; }

 private:
  bool refuse(const char* complaint) {
    complaint_ = complaint;
    return false;
  }

  bool without_nul(const std::string& text) {
    return text.find('\0') == std::string::npos || refuse("a text contains U+0000");
  }

  bool integer(std::int64_t number, bool exact) {
    return add(exact ? Node{.kind = Node::Kind::integer, .integer = number} : Node{.kind = Node::Kind::huge});
  }

  bool add(Node node) {
    if (++values_ > max_values) return refuse("more than 10,000 values");
    if (path_.empty())
      root_ = std::move(node);
    else
      path_.back()->items.push_back(std::move(node));
    return true;
  }

  // A parent's items do not move while one of its children is open, so the pointers in path_ hold.
  bool open(Node::Kind kind) {
    if (path_.size() == max_depth) return refuse("nested deeper than 32");
    if (!add(Node{.kind = kind})) return false;
    path_.push_back(path_.empty() ? &root_ : &path_.back()->items.back());
    return true;
  }

  bool close() {
    path_.pop_back();
    return true;
  }

  Node& root_;
  std::vector<Node*> path_{};
  std::size_t values_ = 0;
  std::size_t position_ = 0;
  const char* complaint_ = "the text is not valid JSON";
};

}  // namespace

Document::Document(std::unique_ptr<const Node> root) : root_{std::move(root)} {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Result<Document> Document::parse(std::string_view text) {
  // The parser would skip the one and take the other for the end.
  if (text.starts_with("\xEF\xBB\xBF")) return fail(ErrorCode::request_malformed_json, "a byte order mark");
  if (text.find('\0') != std::string_view::npos) return fail(ErrorCode::request_malformed_json, "a NUL byte");
  auto root = std::make_unique<Node>();
  TreeBuilder builder{*root};
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    std::string detail = builder.complaint();
    if (builder.position() > 0) detail += ", at byte " + std::to_string(builder.position());
    return fail(ErrorCode::request_malformed_json, std::move(detail));
  }
  return Document{std::move(root)};
}

}  // namespace chatelier::wire
