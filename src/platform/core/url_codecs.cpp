// The settings that are URLs: our own address in its canonical form, and the database's without its secret.
// Pure.
#include "port_number.hpp"
#include "setting.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <regex>

namespace chatelier {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string canonical_origin(const std::string& given) {
  constexpr auto form = "must be http://host[:port] or https://host[:port], without path, query or user";
  const auto parsed = boost::urls::parse_uri(boost::urls::string_view(given.data(), given.size()));
  if (!parsed) throw BadValue(form);
  const auto& url = *parsed;
  const auto scheme = lower({url.scheme().data(), url.scheme().size()});
  const std::string_view path(url.encoded_path().data(), url.encoded_path().size());
  if ((scheme != "http" && scheme != "https") || url.has_userinfo() || url.has_query() ||
      url.has_fragment() || url.encoded_host().empty() || (!path.empty() && path != "/")) {
    throw BadValue(form);
  }
  // A name in an Origin header is ASCII, so one that needs escapes could never match.
  const auto host = lower({url.encoded_host().data(), url.encoded_host().size()});
  if (host.find('%') != std::string::npos) throw BadValue(form);

  auto origin = scheme + "://" + host;
  const unsigned standard = scheme == "https" ? 443 : 80;
  if (url.has_port()) {
    const auto port = read_port({url.port().data(), url.port().size()});
    if (!port) throw BadValue(form);
    if (*port != standard) origin += ":" + std::to_string(*port);
  }
  return origin;
}

}  // namespace

std::string without_secret(const std::string& url) {
  static const std::regex user_info("(://[^:/@?#]*):[^@/?#]*@");
  static const std::regex parameter(
      "((?:^|[?&\\s])(?:ssl)?password\\s*=\\s*)('(?:[^'\\\\]|\\\\.)*'|[^\\s&]*)");
  return std::regex_replace(std::regex_replace(url, user_info, "$1:***@"), parameter, "$1***");
}

Codec origin(std::string Config::*field) {
  return {[field](Config& c, const std::string& given) {
            c.*field = given.empty() ? "" : canonical_origin(given);
          },
          [field](const Config& c) { return c.*field; }};
}

Codec database(std::string Config::*field) {
  return {[field](Config& c, const std::string& given) {
            const bool url = given.starts_with("postgresql://") || given.starts_with("postgres://");
            if (!url && (given.find('=') == std::string::npos || given.find("://") != std::string::npos)) {
              throw BadValue(
                  "must be postgresql://[user[:password]@][host][:port]/database, or libpq's key=value form");
            }
            if (given.find('\0') != std::string::npos) throw BadValue("must not hold a zero byte");
            c.*field = given;
          },
          [field](const Config& c) { return without_secret(c.*field); }};
}

}  // namespace chatelier
