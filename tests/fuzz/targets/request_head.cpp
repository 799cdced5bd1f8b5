// The head of an HTTP request: what is accepted has one meaning, for us, for Beast, which reads the body
// after us, and for whoever stands before us (requirement 33).
#include "platform/net/request_head.hpp"

#include "platform/net/field_text.hpp"
#include "target.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <set>

namespace {

using namespace chatelier;
using fuzz::require;

constexpr std::string_view empty_line = "\r\n\r\n";
const OwnHosts hosts{"chat.example", true};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

bool between(std::string_view text, char first, char last) {
  return std::all_of(text.begin(), text.end(), [=](char c) { return c >= first && c <= last; });
}

// Counted in the bytes, not in what was made of them.
std::size_t lines_named(std::string_view head, const std::string& name) {
  std::size_t count = 0;
  for (auto at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2))
    if (lower(head.substr(at + 2, name.size() + 1)) == name + ":") ++count;
  return count;
}

std::string encoded(const RequestHead& head) {
  std::string text = head.method + " " + head.path + (head.query.empty() ? "" : "?" + head.query);
  text += " HTTP/1." + std::to_string(head.minor) + "\r\n";
  for (const auto& [name, value] : head.fields)
    text += name + ": " + value + "\r\n";
  return text + "\r\n";
}

void check_fields(const RequestHead& head, const HeadLimits& limits) {
  require(head.fields.size() <= limits.fields, "at most 100 fields");
  std::set<std::string_view> names;
  for (const auto& [name, value] : head.fields) {
    require(names.insert(name).second, "a field stands once");
    require(!name.empty() && between(name, '!', '~') && name == lower(name) &&
                name.find_first_of("\"(),/:;<=>?@[\\]{}") == std::string::npos,
            "a name is a lower-case token");
    require(
        std::all_of(value.begin(), value.end(), [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); }),
        "no CR, LF, NUL or other control in a value");
    // Only a line with nothing in it, joined to another, leaves a blank behind its comma.
    require(value.empty() || value.front() > ' ', "a value has no blanks before it");
    require(value.empty() || value.back() > ' ' || value.ends_with(", ") || value.ends_with("; "),
            "nor behind it");
  }
}

void check_framing(std::string_view text, const RequestHead& head) {
  for (const char* single : {"host", "transfer-encoding", "content-length"})
    require(lines_named(text, single) <= 1, "Host and framing stand once");
  require(head.minor == 0 || lines_named(text, "host") == 1, "HTTP/1.1 has one Host");
  const bool encoding = lines_named(text, "transfer-encoding") == 1;
  require(!encoding || lines_named(text, "content-length") == 0, "not both Transfer-Encoding and length");
  require(encoding == head.chunked && (!encoding || head.minor == 1), "chunked, and in HTTP/1.1 only");
  require(!encoding || lower(head.field("transfer-encoding")) == "chunked", "chunked and nothing else");
  if (head.content_length)
    require(between(head.field("content-length"), '0', '9') &&
                std::stoull(std::string(head.field("content-length"))) == *head.content_length,
            "a length is one number");
  else
    require(lines_named(text, "content-length") == 0, "a length is never overlooked");
}

// Beast reads the body with the same head: were its idea of where that ends another, requests could be
// smuggled.
void check_beast_agrees(std::string_view text, const RequestHead& head) {
  boost::beast::http::request_parser<boost::beast::http::string_body> parser;
  parser.header_limit(1U << 20);
  parser.body_limit(boost::none);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(text.data(), text.size()), error);
  if (error && error != boost::beast::http::error::need_more) return;
  require(parser.is_header_done(), "Beast sees the same end of the head");
  require(parser.chunked() == head.chunked, "Beast agrees on chunked");
  const auto length = parser.content_length();
  require(head.chunked || length.value_or(0) == head.content_length.value_or(0),
          "Beast agrees on the length");
  require(std::string_view(parser.get().method_string()) == head.method, "Beast agrees on the method");
}

void check(std::string_view text, const RequestHead& head, const HeadLimits& limits) {
  require(text.size() <= limits.bytes, "at most 8 KiB");
  require(text.find('\0') == std::string_view::npos, "no NUL anywhere");
  require(std::count(text.begin(), text.end(), '\r') == std::count(text.begin(), text.end(), '\n'),
          "lines end with CRLF");
  for (const char* folded : {"\r\n ", "\r\n\t"})
    require(text.find(folded) == std::string_view::npos, "no line goes on in the next");
  require(!head.method.empty() && head.method != "CONNECT" && head.method != "TRACE", "a method of ours");
  require(head.path.starts_with('/') && !head.path.starts_with("//"), "the path begins with one slash");
  require(head.path.size() + head.query.size() <= limits.target, "at most 2 KiB of target");
  require(between(head.path + head.query, '!', '~') && head.path.find_first_of("?#") == std::string::npos,
          "the target is visible ASCII");
  require(head.minor <= 1, "HTTP/1.0 or 1.1");
  const std::string_view host = head.field("host");
  require(host.empty() ? head.minor == 0 : hosts.contains(host), "the host is ours");
}

void run(std::string_view input) {
  // As the session cuts it off its buffer: no line break before it, the first empty line ends it.
  while (input.starts_with("\r\n"))
    input.remove_prefix(2);
  const std::string text = std::string(input.substr(0, input.find(empty_line))).append(empty_line);
  const HeadLimits limits;
  const auto head = read_head(text, limits, hosts);
  if (!head) {
    const unsigned status = info(head.error().code).status;
    require(status >= 400 && (status < 500 || status == 501 || status == 505), "a refusal names the client");
    return;
  }
  check(text, *head, limits);
  check_fields(*head, limits);
  check_framing(text, *head);
  check_beast_agrees(text, *head);
  // Blanks and joined lines make it longer or shorter; the meaning stays.
  const HeadLimits generous{limits.bytes * 2, limits.fields, limits.target};
  const auto again = read_head(encoded(*head), generous, hosts);
  require(again.has_value(), "what was accepted is accepted again");
  const auto same_field = [](const auto& a, const auto& b) {
    return a.first == b.first && trimmed(a.second) == trimmed(b.second);
  };
  require(again->method == head->method && again->path == head->path && again->query == head->query &&
              again->minor == head->minor &&
              std::equal(again->fields.begin(), again->fields.end(), head->fields.begin(), head->fields.end(),
                         same_field),
          "and means the same");
  require(again->chunked == head->chunked && again->content_length == head->content_length &&
              again->keep_alive == head->keep_alive && again->expects_continue == head->expects_continue,
          "and frames the same");
}

const fuzz::Registration registered("request_head", run);

}  // namespace
