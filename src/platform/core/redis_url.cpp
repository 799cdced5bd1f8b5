// Reads a Redis URL. Pure; its complaints never repeat the text, which may hold a password.
#include "port_number.hpp"

#include <chatelier/redis_url.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <sys/un.h>

#include <charconv>

namespace chatelier {
namespace {

bool read_database(std::string_view text, unsigned& database) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), database);
  return failure == std::errc{} && end == text.data() + text.size() && database < 1'000'000;
}

std::variant<RedisUrl, std::string> parse_unix(const boost::urls::url_view& view) {
  RedisUrl url;
  url.socket = view.path();
  if (!view.host().empty() || url.socket.size() < 2)
    return "a unix URL has three slashes and an absolute path";
  if (url.socket.size() >= sizeof(sockaddr_un::sun_path)) return "the socket's path is longer than 107 bytes";
  for (const auto& parameter : view.params()) {
    if (parameter.key == "db" && read_database(parameter.value, url.database)) continue;
    if (parameter.key != "password") return "a unix URL takes db=NUMBER and password=TEXT only";
    url.password = parameter.value;
  }
  return url;
}

}  // namespace

std::variant<RedisUrl, std::string> parse_redis_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(boost::urls::string_view(text.data(), text.size()));
  if (!parsed) return "it is not a URL";
  const auto& view = *parsed;
  if (view.has_fragment()) return "it has a fragment";
  if (view.scheme() == "unix") return parse_unix(view);
  if (view.scheme() == "rediss") return "TLS to Redis is not supported: use a tunnel and redis://";
  if (view.scheme() != "redis") return "it begins neither with redis:// nor with unix://";
  if (view.has_query()) return "a redis URL takes no query";

  RedisUrl url;
  url.host = view.host_type() == boost::urls::host_type::ipv6 ? view.host_address() : view.host();
  if (url.host.empty()) return "the host is missing";
  if (view.has_port()) {
    const auto port = read_port({view.port().data(), view.port().size()});
    if (!port) return "the port is not a number from 1 to 65535";
    url.port = *port;
  }
  url.user = view.user();
  url.password = view.password();
  if (!url.user.empty() && url.password.empty()) return "it has a user without a password";
  std::string_view path(view.encoded_path().data(), view.encoded_path().size());
  if (!path.empty()) path.remove_prefix(1);
  if (!path.empty() && !read_database(path, url.database)) return "the path is not the number of a database";
  return url;
}

}  // namespace chatelier
