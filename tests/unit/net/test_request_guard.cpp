// What a request says about itself: cookies, tokens, traces, and whether our own page asks (requirement 21).
#include "platform/net/client_address.hpp"
#include "platform/net/request_guard.hpp"
#include "platform/net/static_files.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace chatelier;

namespace {

constexpr std::string_view ours = "https://chat.example";

// The fields live as long as the test.
RequestView asking(const std::map<std::string, std::string, std::less<>>& fields) {
  RequestView request;
  request.method = "POST";
  request.header = [&fields](std::string_view name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string_view() : std::string_view(found->second);
  };
  return request;
}

Provenance provenance(const std::map<std::string, std::string, std::less<>>& fields) {
  return provenance_of(asking(fields), ours);
}

}  // namespace

TEST_CASE("only our own page is of our origin [req-21]") {
  CHECK(provenance({{"sec-fetch-site", "same-origin"}}) == Provenance::same_origin);
  CHECK(provenance({{"origin", "https://chat.example"}}) == Provenance::same_origin);
  CHECK(provenance({}) == Provenance::unsaid);
  for (const char* site : {"cross-site", "same-site", "none", "Same-Origin"})
    CHECK(provenance({{"sec-fetch-site", site}}) == Provenance::foreign);
  for (const char* origin :
       {"null", "https://evil.example", "http://chat.example", "https://chat.example.evil",
        "https://chat.example:444", "https://chat.example, https://chat.example"})
    CHECK(provenance({{"origin", origin}}) == Provenance::foreign);
  CHECK(provenance({{"sec-fetch-site", "same-origin"}, {"origin", "https://evil.example"}}) ==
        Provenance::foreign);
}

TEST_CASE("a cookie that is there twice is nobody's [req-14]") {
  CHECK(cookie_value("a=1; chatelier=x; b=2", "chatelier") == "x");
  CHECK(cookie_value("chatelier=x; chatelier=y", "chatelier").empty());
  CHECK(cookie_value("xchatelier=1", "chatelier").empty());
  CHECK(cookie_value(";;;=;", "chatelier").empty());
}

TEST_CASE("a bearer token wins over the cookie and needs no CSRF token") {
  const std::map<std::string, std::string, std::less<>> both{{"authorization", "bearer abc"},
                                                             {"cookie", "chatelier=x"}};
  const auto token = credential_of(asking(both), false);
  REQUIRE(token);
  CHECK(token->secret == "abc");
  CHECK_FALSE(token->cookie);
  const std::map<std::string, std::string, std::less<>> cookie{{"authorization", "Basic abc"},
                                                               {"cookie", "__Host-chatelier=x"}};
  CHECK(credential_of(asking(cookie), true)->secret == "x");
  CHECK_FALSE(credential_of(asking(cookie), false));
}

TEST_CASE("a trace is taken over when it is one") {
  CHECK(trace_of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01") ==
        "0af7651916cd43dd8448eb211c80319c");
  for (const std::string_view bad : {"", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                                     "nonsense", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                                     "00-0af7651916cd43dd8448eb211c80319c\nb7ad6b7169203331-01xx"}) {
    const std::string made = trace_of(bad);
    CHECK(made.size() == 32);
    CHECK(made != "00000000000000000000000000000000");
  }
}

TEST_CASE("only JSON is JSON [req-21]") {
  for (const char* type :
       {"application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"})
    CHECK(is_json(type));
  for (const char* type :
       {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/jsonx", "application/json; charset=latin1", "text/plain; application/json"})
    CHECK_FALSE(is_json(type));
}

TEST_CASE("only what our own proxies wrote into X-Forwarded-For counts [req-32]") {
  const std::vector<AddressRange> proxies{*AddressRange::parse("10.0.0.0/8")};
  CHECK(client_address("10.0.0.1", "203.0.113.9", proxies) == "203.0.113.9");
  CHECK(client_address("10.0.0.1", "1.2.3.4, 203.0.113.9", proxies) == "203.0.113.9");
  CHECK(client_address("10.0.0.1", "203.0.113.9, 10.0.0.2", proxies) == "203.0.113.9");
  CHECK(client_address("198.51.100.7", "203.0.113.9", proxies) == "198.51.100.7");
  CHECK(client_address("10.0.0.1", "nonsense", proxies) == "10.0.0.1");
  CHECK(client_address("10.0.0.1", "", proxies) == "10.0.0.1");
  CHECK(client_address("10.0.0.1", ",,,", proxies) == "10.0.0.1");
}

TEST_CASE("the log knows networks, not people [req-45]") {
  CHECK(network_for_log("203.0.113.9") == "203.0.113.0");
  CHECK(network_for_log("2001:db8:1:2:3:4:5:6") == "2001:db8:1::");
}

TEST_CASE("the page comes as compressed as the browser can read") {
  CHECK(choose_coding("gzip, deflate, br", true, true) == "br");
  CHECK(choose_coding("gzip", true, true) == "gzip");
  CHECK(choose_coding("br;q=0, gzip;q=0.5", true, true) == "gzip");
  CHECK(choose_coding("gzip;q=1.0, br;q=0.2", true, true) == "gzip");
  CHECK(choose_coding("*", true, true) == "br");
  CHECK(choose_coding("", true, true) == "identity");
  CHECK(choose_coding("br", false, true) == "identity");
  CHECK(choose_coding(";;q=,,,br;q=x", true, true) == "identity");
}
