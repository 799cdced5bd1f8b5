// Identifiers, tokens, digests and the written form of a time.
#include <chatelier/clock.hpp>
#include <chatelier/ids.hpp>

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace chatelier;

TEST_CASE("an id is a UUIDv7 of this moment, and no two are the same") {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  std::set<std::string> all;
  for (int i = 0; i < 10'000; ++i) {
    const auto id = new_id();
    REQUIRE(is_id(id));
    REQUIRE(id[14] == '7');
    REQUIRE(std::string("89ab").find(id[19]) != std::string::npos);
    const auto made = std::stoll(id.substr(0, 8) + id.substr(9, 4), nullptr, 16);
    REQUIRE(made >= now.time_since_epoch().count());
    REQUIRE(made < now.time_since_epoch().count() + 60'000);
    all.insert(id);
  }
  CHECK(all.size() == 10'000);
}

TEST_CASE("only the canonical form is an id") {
  const std::string good = "01970000-0000-7000-8000-00000000000a";
  CHECK(is_id(good));
  for (const auto& bad :
       {std::string(), good.substr(1), good + "0", std::string("01970000-0000-7000-8000-00000000000A"),
        std::string("01970000-0000-7000-8000-00000000000g"),
        std::string("0197000000000-7000-8000-00000000000a"), "{" + good.substr(1, 34) + "}",
        std::string(36, '-'), std::string(36, '\0'), std::string("01970000-0000-7000-8000-00000000000'")}) {
    CAPTURE(bad);
    CHECK_FALSE(is_id(bad));
  }
}

TEST_CASE("tokens are as long as asked for, in base64url without padding [req-13]") {
  CHECK(random_token(0).empty());
  CHECK(random_token(1).size() == 2);
  CHECK(random_token(32).size() == 43);
  std::set<std::string> all;
  std::set<char> letters;
  for (int i = 0; i < 1'000; ++i) {
    const auto token = random_token(32);
    letters.insert(token.begin(), token.end());
    all.insert(token);
  }
  CHECK(all.size() == 1'000);
  CHECK(std::string(letters.begin(), letters.end()) ==
        "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
}

TEST_CASE("a trace id is 32 hexadecimal digits") {
  CHECK(new_trace_id().size() == 32);
  CHECK(new_trace_id().find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(new_trace_id() != new_trace_id());
}

// FIPS 180-2, appendix B.
TEST_CASE("digests are SHA-256") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex(std::string("a\0b", 3)) != sha256_hex("a"));
}

TEST_CASE("times are written as RFC 3339 in UTC with milliseconds") {
  using namespace std::chrono;
  CHECK(to_rfc3339(WallTime{}) == "1970-01-01T00:00:00.000Z");
  CHECK(to_rfc3339(sys_days{2026y / November / 23} + 9h + 41min + 7s + 13ms) == "2026-11-23T09:41:07.013Z");
  CHECK(to_rfc3339(sys_days{2024y / February / 29} + 24h - 1ms) == "2024-02-29T23:59:59.999Z");
  CHECK(to_rfc3339(WallTime{-1ms}) == "1969-12-31T23:59:59.999Z");
  const SystemClock clock;
  const auto earlier = clock.steady();
  CHECK(earlier <= clock.steady());
  CHECK(to_rfc3339(clock.wall()).size() == 24);
}
