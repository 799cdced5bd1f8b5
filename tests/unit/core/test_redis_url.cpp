// Where Redis is, and what is wrong with a URL that does not say it.
#include <chatelier/redis_url.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace chatelier;

namespace {

RedisUrl right(const std::string& text) {
  const auto parsed = parse_redis_url(text);
  CAPTURE(text);
  REQUIRE(std::holds_alternative<RedisUrl>(parsed));
  return std::get<RedisUrl>(parsed);
}

}  // namespace

TEST_CASE("hosts, ports, databases and passwords") {
  CHECK(right("redis://localhost").port == 6379);
  const auto full = right("redis://carol:p%40ss%2F@redis.example:6380/5");
  CHECK(full.host == "redis.example");
  CHECK(full.port == 6380);
  CHECK(full.user == "carol");
  CHECK(full.password == "p@ss/");
  CHECK(full.database == 5);
  CHECK(full.socket.empty());
  CHECK(right("redis://:secret@h").password == "secret");
  CHECK(right("redis://[::1]:7000/").host == "::1");
}

TEST_CASE("sockets") {
  const auto plain = right("unix:///run/redis/redis.sock");
  CHECK(plain.socket == "/run/redis/redis.sock");
  CHECK(plain.password.empty());
  const auto full = right("unix:///run/r%20s?db=2&password=p%26q");
  CHECK(full.socket == "/run/r s");
  CHECK(full.database == 2);
  CHECK(full.password == "p&q");
}

TEST_CASE("every text that is none is refused, without repeating its secret") {
  for (const std::string text : {"",
                                 "localhost:6379",
                                 "redis://",
                                 "redis:///1",
                                 "http://localhost",
                                 "rediss://localhost",
                                 "redis://h:0",
                                 "redis://h:65536",
                                 "redis://h:65537",
                                 "redis://h:",
                                 "redis://h:x",
                                 "redis://h/one",
                                 "redis://h/-1",
                                 "redis://h/1/2",
                                 "redis://h/99999999999",
                                 "redis://h?db=1",
                                 "redis://h#1",
                                 "redis://user@h",
                                 "redis://:hunter2@h/one",
                                 "redis://h /",
                                 "unix://run/r.sock",
                                 "unix:///",
                                 "unix:///r?db=x",
                                 "unix:///r?database=1",
                                 "unix:///r?password=hunter2&x=1"}) {
    CAPTURE(text);
    const auto parsed = parse_redis_url(text);
    REQUIRE(std::holds_alternative<std::string>(parsed));
    CHECK(std::get<std::string>(parsed).find("hunter2") == std::string::npos);
  }
  CHECK(std::holds_alternative<std::string>(parse_redis_url("unix:///" + std::string(108, 'r'))));
}
