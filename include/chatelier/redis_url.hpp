// Where Redis is, as one URL. Parsed by the configuration, so that a mistake is named at start, and by the
// client.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace chatelier {

/// `redis://[[user]:password@]host[:port][/db]` or `unix:///path/to.sock[?db=n&password=…]`.
struct RedisUrl {
  std::string socket;  // path of a unix socket; empty: host and port
  std::string host;    // a name or an address, IPv6 without brackets
  std::uint16_t port = 6379;
  std::string user;
  std::string password;
  unsigned database = 0;
};

/// The URL or what is wrong with it, without the secret in it.
[[nodiscard]] std::variant<RedisUrl, std::string> parse_redis_url(std::string_view text);

}  // namespace chatelier
