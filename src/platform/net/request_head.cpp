#include "request_head.hpp"

#include "field_text.hpp"

#include <algorithm>
#include <charconv>

namespace chatelier {
namespace {

constexpr std::string_view line_end = "\r\n";

Error malformed(const char* why) { return fail(ErrorCode::request_malformed, why); }

// RFC 9110, 5.6.2
bool is_token_char(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

// RFC 9110, 5.5, without obs-text: bytes above 0x7f have no meaning that two parties would agree on.
bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); });
}

// RFC 3986: what may stand in a path or query, percent signs included; their digits are checked when
// decoding.
bool is_target_char(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("-._~!$&'()*+,;=:@/?%").find(c) != std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return out;
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// host[:port] with a name, an IPv4 or a bracketed IPv6 address.
bool is_host(std::string_view text) {
  std::string_view name = text;
  if (!text.empty() && text.front() == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    name = text.substr(1, end - 1);
    if (!std::all_of(name.begin(), name.end(), [](char c) {
          return c == ':' || c == '.' || std::isxdigit(static_cast<unsigned char>(c));
        }))
      return false;
    text.remove_prefix(end + 1);
    return text.empty() || (text.front() == ':' && is_port(text.substr(1)));
  }
  if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    name = text.substr(0, colon);
    if (!is_port(text.substr(colon + 1))) return false;
  }
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c == '-' || c == '.' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  });
}

Result<void> read_request_line(std::string_view line, const HeadLimits& limits, RequestHead& head,
                               std::string& authority) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return malformed("the request line has not three words");
  const std::string_view method = line.substr(0, first);
  std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method)) return malformed("the method is not a token");
  if (target.size() > limits.target) return fail(ErrorCode::request_uri_too_long);

  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || version[6] != '.' || version[5] < '0' ||
      version[5] > '9' || version[7] < '0' || version[7] > '9')
    return malformed("the version is not HTTP/x.y");
  if (version[5] != '1' || version[7] > '1') return fail(ErrorCode::request_version_not_supported);
  head.minor = version[7] == '1' ? 1 : 0;
  head.method = method;
  if (method == "CONNECT" || method == "TRACE") return fail(ErrorCode::request_method_not_allowed);

  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.substr(0, scheme.size()) != scheme) continue;
    target.remove_prefix(scheme.size());
    const auto end = std::min(target.find('/'), target.size());
    authority = lower(target.substr(0, end));
    if (authority.empty()) return malformed("the target has an empty authority");
    target.remove_prefix(end);
    if (target.empty()) target = "/";
  }
  if (target.empty() || target.front() != '/' || target.substr(0, 2) == "//")
    return malformed("the target is not a path");
  if (!std::all_of(target.begin(), target.end(), is_target_char))
    return malformed("the target has a forbidden character");
  const auto question = target.find('?');
  head.path = target.substr(0, question);
  if (question != std::string_view::npos) head.query = target.substr(question + 1);
  return {};
}

Result<void> read_fields(std::string_view lines, const HeadLimits& limits, RequestHead& head) {
  std::size_t count = 0;
  while (!lines.empty()) {
    const auto end = lines.find(line_end);
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(lines.size(), end + line_end.size()));
    if (++count > limits.fields) return fail(ErrorCode::request_header_too_large);
    const auto colon = line.find(':');
    // A line that begins with a blank would continue the one before (obs-fold); its name is no token.
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
      return malformed("a header line has no name");
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_field_value(value)) return malformed("a header value has a forbidden character");
    std::string name = lower(line.substr(0, colon));
    const auto same = std::find_if(head.fields.begin(), head.fields.end(),
                                   [&](const auto& it) { return it.first == name; });
    if (same == head.fields.end())
      head.fields.emplace_back(std::move(name), value);
    else if (name == "host" || name == "content-length" || name == "transfer-encoding")
      return malformed("a field that must be single is repeated");
    else
      same->second.append(name == "cookie" ? "; " : ", ").append(value);
  }
  return {};
}

Result<void> read_framing(RequestHead& head) {
  const std::string_view encoding = head.field("transfer-encoding");
  const bool has_encoding = std::any_of(head.fields.begin(), head.fields.end(),
                                        [](const auto& it) { return it.first == "transfer-encoding"; });
  const bool has_length = std::any_of(head.fields.begin(), head.fields.end(),
                                      [](const auto& it) { return it.first == "content-length"; });
  if (has_encoding) {
    if (has_length) return malformed("both Transfer-Encoding and Content-Length");
    if (head.minor == 0) return malformed("Transfer-Encoding in HTTP/1.0");
    if (lower(encoding) != "chunked")
      return fail(ErrorCode::request_not_implemented, "only chunked is known");
    head.chunked = true;
  }
  if (has_length) {
    const std::string_view text = head.field("content-length");
    std::uint64_t length = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), length);
    if (text.empty() || text.size() > 18 || read.ec != std::errc() || read.ptr != text.data() + text.size())
      return malformed("Content-Length is not a number");
    head.content_length = length;
  }
  return {};
}

Result<void> read_connection(RequestHead& head) {
  const std::string connection = lower(head.field("connection"));
  head.keep_alive = head.minor == 1 ? connection.find("close") == std::string::npos
                                    : connection.find("keep-alive") != std::string::npos;
  const std::string expectation = lower(head.field("expect"));
  if (!expectation.empty() && expectation != "100-continue")
    return malformed("an expectation that is not known");
  head.expects_continue = !expectation.empty() && head.minor == 1;
  return {};
}

}  // namespace

std::string_view RequestHead::field(std::string_view name) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [name](const auto& it) { return it.first == name; });
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

bool OwnHosts::contains(std::string_view host_field) const {
  const std::string asked = lower(host_field);
  if (asked == host) return true;
  if (!loopback_names) return false;
  const std::string_view name =
      std::string_view(asked).substr(0, asked.front() == '[' ? asked.find(']') + 1 : asked.find(':'));
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]";
}

Result<RequestHead> read_head(std::string_view text, const HeadLimits& limits, const OwnHosts& hosts) {
  if (text.size() > limits.bytes) return fail(ErrorCode::request_header_too_large);
  text.remove_suffix(line_end.size());  // the empty line
  // Lines end with CRLF and with nothing else: what ends one line for us and two for a proxy is smuggling.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\0') return malformed("a NUL");
    if (text[i] == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n')) return malformed("a bare CR");
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) return malformed("a bare LF");
  }
  RequestHead head;
  std::string authority;
  const auto end = text.find(line_end);
  if (auto line = read_request_line(text.substr(0, end), limits, head, authority); !line) return line.error();
  if (auto fields = read_fields(text.substr(end + line_end.size()), limits, head); !fields)
    return fields.error();
  if (auto framing = read_framing(head); !framing) return framing.error();
  if (auto connection = read_connection(head); !connection) return connection.error();

  const std::string host = lower(head.field("host"));
  if (host.empty() && head.minor == 1) return malformed("no Host");
  if (!host.empty() && !is_host(host)) return malformed("Host is not a host");
  if (!authority.empty() && authority != host) return malformed("the target's authority is not the Host");
  if (!host.empty() && !hosts.contains(host)) return fail(ErrorCode::request_misdirected);
  return head;
}

}  // namespace chatelier
