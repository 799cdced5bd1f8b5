// A request's head, checked byte by byte before anything is believed: what Beast's parser lets through and a
// server must refuse (request smuggling, foreign hosts, endless heads). Pure; the fields are frozen before
// the body is read.
#pragma once

#include <chatelier/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatelier {

struct RequestHead {
  std::string method;
  std::string path;                                         // percent-encoded, begins with a single '/'
  std::string query;                                        // without '?'
  unsigned minor = 1;                                       // HTTP/1.minor
  std::vector<std::pair<std::string, std::string>> fields;  // lower-case names; repeated ones joined
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;

  /// Empty when the field is absent.
  [[nodiscard]] std::string_view field(std::string_view name) const;
  [[nodiscard]] bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

struct HeadLimits {
  std::size_t bytes = 8 << 10;  // request/header_too_large
  std::size_t fields = 100;     // request/header_too_large
  std::size_t target = 2'048;   // request/uri_too_long
};

/// Which hosts a request may name.
struct OwnHosts {
  std::string host;  // of the public URL, with its port unless that is the scheme's
  bool loopback_names =
      false;  // bound to loopback: localhost, 127.0.0.1 and [::1] with any port are ours too
  [[nodiscard]] bool contains(std::string_view host_field) const;
};

/// `head`: everything up to and including the empty line. Errors: request/malformed (400),
/// /version_not_supported (505), /not_implemented (501), /uri_too_long, /header_too_large, /misdirected
/// (421), /method_not_allowed (CONNECT, TRACE).
[[nodiscard]] Result<RequestHead> read_head(std::string_view head, const HeadLimits& limits,
                                            const OwnHosts& hosts);

}  // namespace chatelier
