// What browsers are told about the session's cookie, and what is kept of an address.
#include "features/auth/address.hpp"
#include "features/auth/cookie.hpp"

#include <catch2/catch.hpp>

using namespace chatelier::auth;
using namespace std::chrono_literals;

TEST_CASE("over https the cookie has the __Host- prefix and everything that goes with it [req-20]") {
  CHECK(session_cookie("s3cret", 24h, true) ==
        "__Host-chatelier=s3cret; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure");
  CHECK(ended_cookie(true) == "__Host-chatelier=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
}

TEST_CASE("over http on localhost it has neither Secure nor the prefix that needs it [req-20]") {
  CHECK(session_cookie("s3cret", 60s, false) ==
        "chatelier=s3cret; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
}

TEST_CASE("an address is kept as its network only") {
  CHECK(stored_address("192.0.2.77") == "192.0.2.0");
  CHECK(stored_address("::ffff:192.0.2.77") == "192.0.2.0");
  CHECK(stored_address("2001:db8:1:2:3:4:5:6") == "2001:db8:1::");
  CHECK(stored_address("::1") == "::");
  for (const char* nonsense : {"", "localhost", "192.0.2", "2001:db8::1%eth0", "1.2.3.4.5"})
    CHECK(stored_address(nonsense).empty());
}

TEST_CASE("failures are counted per IPv4 address and per IPv6 customer [req-6]") {
  CHECK(counted_address("192.0.2.77") == "192.0.2.77");
  CHECK(counted_address("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::");
}
