// Signing in: who gets in, what the others learn, and how guessing is slowed down.
#include "accounts_on_postgres.hpp"

#include <catch2/catch.hpp>
#include <sodium.h>

#include <array>

using namespace chatelier;
using namespace chatelier::test;
using namespace std::chrono_literals;

namespace {

// What may differ between any two answers: the request's own id.
std::string without_id(const Answer& answer) {
  Json body = Json::parse(answer.body);
  body.erase("request_id");
  std::string text = std::to_string(answer.status) + body.dump() + answer.content_type;
  for (const auto& [name, value] : answer.headers)
    text += "|" + name + ":" + (name == "X-Request-Id" ? "" : value);
  return text;
}

std::string cheap_hash(const std::string& password) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  REQUIRE(crypto_pwhash_str_alg(text.data(), password.data(), password.size(), 1, 8192,
                                crypto_pwhash_ALG_ARGON2ID13) == 0);
  return text.data();
}

}  // namespace

TEST_CASE("a name or an address signs in, in any case and form [req-42]") {
  Accounts accounts;
  REQUIRE(accounts.browser().sign_up("Straße", "long enough words", {{"email", "str@example.test"}}).status ==
          201);
  for (const char* login :
       {"Straße", "STRASSE", "strasse", "ｓｔｒａｓｓｅ", "str@example.test", "STR@Example.Test"})
    CHECK(accounts.browser().sign_in(login).status == 200);
  for (const char* login :
       {"strase", "str@example.tes", "str", "%", "_______", "'; drop table users; --", "\"\\"})
    CHECK(accounts.browser().sign_in(login).status == 401);
}

TEST_CASE("a wrong password and an unknown account are one answer, header by header [req-7]") {
  Accounts accounts;
  REQUIRE(
      accounts.browser().sign_up("alice", "long enough words", {{"email", "alice@example.test"}}).status ==
      201);
  const std::string wrong = without_id(accounts.browser().sign_in("alice", "not the password"));
  CHECK(wrong.substr(0, 3) == "401");
  CHECK(without_id(accounts.browser().sign_in("nobody-here", "not the password")) == wrong);
  CHECK(without_id(accounts.browser().sign_in("alice@example.test", "not the password")) == wrong);
  CHECK(without_id(accounts.browser().sign_in("nobody@example.test", "not the password")) == wrong);
}

TEST_CASE(
    "after 10 failures an account answers 429, unknown or not; the owner's own address still gets in "
    "[req-6]") {
  Accounts accounts;
  REQUIRE(accounts.browser().sign_up("alice").status == 201);
  REQUIRE(accounts.browser("203.0.113.5").sign_in("alice").status == 200);
  for (const char* login : {"alice", "nobody-here"}) {
    for (int i = 0; i < 10; ++i)
      CHECK(accounts.browser("198.51.100.1").sign_in(login, "wrong password").status == 401);
    const Answer slowed = accounts.browser("198.51.100.2").sign_in(login, "wrong password");
    CHECK(slowed.status == 429);
    CHECK(code_of(slowed) == "rate/limited");
    CHECK(header_of(slowed, "Retry-After") == "90");
  }
  CHECK(accounts.browser("198.51.100.3").sign_in("alice").status == 429);
  CHECK(accounts.browser("203.0.113.5").sign_in("alice").status == 200);
  accounts.clock.advance(90s);
  CHECK(accounts.browser("198.51.100.3").sign_in("alice").status == 200);
}

TEST_CASE("signing in again and again is no failure [req-6]") {
  Accounts accounts;
  REQUIRE(accounts.browser().sign_up("alice").status == 201);
  for (int i = 0; i < 15; ++i)
    CHECK(accounts.browser("198.51.100.1").sign_in("alice").status == 200);
}

TEST_CASE("more sign-ins than the queue holds are told to come back, and count as nothing [req-44]") {
  Accounts accounts({}, 1);
  REQUIRE(accounts.browser().sign_up("alice").status == 201);
  std::vector<std::future<Answer>> waiting;
  Browser browser = accounts.browser();
  for (int i = 0; i < 9; ++i)
    waiting.push_back(
        browser.start("POST", "/auth/login", {{"login", "alice"}, {"password", "long enough words"}}));
  int in = 0, busy = 0;
  for (auto& one : waiting) {
    const Answer answer = one.get();
    if (answer.status == 200) ++in;
    if (answer.status == 429 && code_of(answer) == "auth/busy" && header_of(answer, "Retry-After") == "1")
      ++busy;
  }
  CHECK(in >= 1);  // three, where both threads took theirs before the next came
  CHECK(busy >= 1);
  CHECK(in + busy == 9);
  CHECK(accounts.browser().sign_in("alice").status == 200);
}

TEST_CASE("the cookie's value is 256 random bits that the database does not know [req-13] [req-20]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  const Answer answer = alice.sign_up("alice");
  const std::string cookie = header_of(answer, "Set-Cookie");
  CHECK(cookie.substr(0, 17) == "__Host-chatelier=");
  for (const char* attribute : {"; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"})
    CHECK(cookie.find(attribute) != std::string::npos);
  CHECK(cookie.find("Domain") == std::string::npos);
  CHECK(alice.secret().size() == 43);  // 32 bytes as base64url
  const std::string row = accounts.text("select sessions::text from sessions");
  CHECK(row.find(alice.secret()) == std::string::npos);
  CHECK(row.find(alice.csrf) == std::string::npos);
  CHECK(row.find("192.0.2.0") != std::string::npos);  // the network only
  CHECK(row.find("192.0.2.10") == std::string::npos);
}

TEST_CASE("signing in gives a new session and ends the one that the browser had [req-14]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  Browser before = alice;
  const std::string session = accounts.text("select id from sessions");
  REQUIRE(alice.sign_in("alice").status == 200);
  CHECK(alice.cookie != before.cookie);
  CHECK(alice.csrf != before.csrf);
  CHECK(alice.request("GET", "/me").status == 200);
  CHECK(before.request("GET", "/me").status == 401);
  const auto signals = accounts.node.bus.taken();
  REQUIRE(signals.size() == 1);
  CHECK(signals[0].kind == Signal::Kind::session_ended);
  CHECK(signals[0].session == session);
  // A planted cookie is not adopted.
  Browser planted = accounts.browser();
  planted.cookie = "__Host-chatelier=" + std::string(43, 'A');
  REQUIRE(planted.sign_in("alice").status == 200);
  CHECK(planted.secret() != std::string(43, 'A'));
}

TEST_CASE("a hash of yesterday's cost is renewed by signing in") {
  Accounts accounts;
  REQUIRE(accounts.browser().sign_up("alice").status == 201);
  accounts.database.run("update users set password_hash = '" + cheap_hash("long enough words") + "'");
  CHECK(accounts.browser().sign_in("alice", "wrong password").status == 401);
  CHECK(accounts.text("select password_hash from users").find("m=8,") != std::string::npos);
  CHECK(accounts.browser().sign_in("alice").status == 200);
  CHECK(accounts.text("select password_hash from users").find("m=65536,t=2,p=1") != std::string::npos);
  CHECK(accounts.browser().sign_in("alice").status == 200);
}
