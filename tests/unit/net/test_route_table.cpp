// Which endpoint a method and a path mean.
#include "platform/net/route_table.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;

namespace {

RouteTable table() {
  RouteTable it;
  it.add("GET", "/rooms", 1);
  it.add("POST", "/rooms", 2);
  it.add("GET", "/rooms/{room}", 3);
  it.add("GET", "/rooms/{room}/messages/{seq}", 4);
  it.add("GET", "/rooms/mine", 5);
  return it;
}

std::size_t found(std::string_view method, std::string_view path) {
  const auto outcome = table().find(method, path);
  return outcome.match ? outcome.match->value : 0;
}

}  // namespace

TEST_CASE("a path finds its route, its parameters decoded") {
  CHECK(found("GET", "/rooms") == 1);
  CHECK(found("POST", "/rooms") == 2);
  CHECK(found("HEAD", "/rooms") == 1);
  const RouteTable it = table();
  const auto outcome = it.find("GET", "/rooms/a%20b%2Fc/messages/7");
  REQUIRE(outcome.match);
  CHECK(outcome.match->value == 4);
  REQUIRE(outcome.match->parameters.size() == 2);
  CHECK(outcome.match->parameters[0].first == "room");
  CHECK(outcome.match->parameters[0].second == "a b/c");
  CHECK(outcome.match->parameters[1].second == "7");
}

TEST_CASE("a literal segment wins over a parameter") { CHECK(found("GET", "/rooms/mine") == 5); }

TEST_CASE("what is not there is not found, what is there for others says for whom") {
  CHECK(found("GET", "/nothing") == 0);
  CHECK(found("GET", "/rooms/") == 0);
  CHECK(found("GET", "/rooms/a/messages") == 0);
  const auto outcome = table().find("DELETE", "/rooms");
  CHECK_FALSE(outcome.match);
  CHECK(outcome.allow == "GET, HEAD, POST");
}

TEST_CASE("hostile encodings are malformed, not guessed") {
  for (const std::string_view path :
       {"/rooms/%", "/rooms/%4", "/rooms/%zz", "/rooms/%00", "/rooms/%ff", "/rooms/%c0%af"}) {
    CAPTURE(path);
    CHECK(table().find("GET", path).malformed);
  }
  CHECK_FALSE(parse_query("a=%zz"));
  CHECK_FALSE(parse_query("%ff=1"));
  const auto query = parse_query("a=1+2&b&c=%26");
  REQUIRE(query);
  CHECK((*query)[0].second == "1 2");
  CHECK((*query)[1].first == "b");
  CHECK((*query)[2].second == "&");
}
