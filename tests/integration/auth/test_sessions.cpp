// What a session is worth, and when it ends.
#include "accounts_on_postgres.hpp"

#include <chatelier/ids.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace chatelier;
using namespace chatelier::test;
using namespace std::chrono_literals;

namespace {

AuthSettings limits() {
  AuthSettings settings;
  settings.idle_limit = 48h;
  settings.absolute_limit = 240h;
  return settings;
}

std::string everything(const Accounts& accounts) {
  return accounts.text("select string_agg(u::text, '|') from users u") +
         accounts.text("select string_agg(s::text, '|') from sessions s");
}

}  // namespace

TEST_CASE("a session that is not used ends, and so does one that is [req-15]") {
  Accounts accounts(limits());
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  accounts.clock.advance(47h);
  CHECK(alice.request("GET", "/me").status == 200);
  accounts.clock.advance(49h);
  CHECK(alice.request("GET", "/me").status == 401);

  REQUIRE(alice.sign_in("alice").status == 200);
  CHECK(accounts.count("select count(*) from sessions") == 1);  // the expired one was swept
  for (int hours = 0; hours < 240; hours += 24) {
    CHECK(alice.request("GET", "/me").status == 200);
    accounts.clock.advance(24h);
  }
  accounts.clock.advance(1s);
  CHECK(alice.request("GET", "/me").status == 401);
}

TEST_CASE("the socket's question ends with the session too [req-15]") {
  Accounts accounts(limits());
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  const auto identity = accounts.node.authenticate(alice.secret(), true).value();
  CHECK(accounts.node.stands(*identity));
  accounts.clock.advance(49h);
  CHECK_FALSE(accounts.node.stands(*identity));
}

TEST_CASE("one question tells which of many sessions have ended [req-15]") {
  Accounts accounts(limits());
  std::vector<std::string> ids;
  std::vector<std::string> users;
  for (const char* name : {"alice", "bob", "carol", "dave", "erin"}) {
    Browser browser = accounts.browser();
    REQUIRE(browser.sign_up(name).status == 201);
    const auto identity = accounts.node.authenticate(browser.secret(), true).value();
    ids.push_back(identity->session);
    users.push_back(identity->user);
  }
  const auto ended = [&] {
    auto all = accounts.node.run(accounts.node.auth().ended(ids));
    std::sort(all.begin(), all.end());
    return all;
  };
  const auto sorted = [](std::vector<std::string> all) {
    std::sort(all.begin(), all.end());
    return all;
  };
  CHECK(ended().empty());
  CHECK(accounts.node.run(accounts.node.auth().ended({})).empty());

  // As another node does it, of which this one hears nothing.
  accounts.text("delete from sessions where id = '" + ids[1] + "' returning 'signed out'");
  accounts.text("update users set disabled_at = now() where id = '" + users[2] + "' returning 'disabled'");
  accounts.text(
      "update users set username = 'deleted-' || right(id::text, 12), username_key = null,"
      " username_skeleton = null, display_name = 'Deleted account', email = null,"
      " password_hash = null, deleted_at = now() where id = '" +
      users[3] + "' returning 'deleted'");
  accounts.text("update sessions set last_seen_at = last_seen_at - interval '49 hours' where id = '" +
                ids[4] + "' returning 'expired'");
  CHECK(ended() == sorted({ids[1], ids[2], ids[3], ids[4]}));
  accounts.clock.advance(240h);
  CHECK(ended() == sorted(ids));
}

TEST_CASE("a clock that jumps an hour either way ends no session [P13]") {
  Accounts accounts(limits());
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  for (const auto jump : {1h, -2h, 1h}) {
    accounts.clock.set_forward(jump);
    accounts.clock.advance(2s);  // past the cache
    CHECK(alice.request("GET", "/me").status == 200);
  }
}

TEST_CASE("when a session was seen is written at most once a minute; nothing else is by reading [req-22]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  const std::string before = everything(accounts);
  const std::string id = accounts.text("select id from users");
  for (int i = 0; i < 20; ++i) {
    accounts.clock.advance(2s);
    CHECK(alice.request("GET", "/me").status == 200);
    CHECK(alice.request("GET", "/users/" + id).status == 200);
    CHECK(alice.request("GET", "/users", nullptr, "ids=" + id).status == 200);
  }
  CHECK(everything(accounts) == before);
  accounts.clock.advance(30s);
  CHECK(alice.request("GET", "/me").status == 200);
  CHECK(everything(accounts) != before);
}

TEST_CASE(
    "after signing out the cookie is worth nothing, at once, and its sockets are told [req-16] [req-30]") {
  Accounts accounts;
  Browser alice = accounts.browser(), phone = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  REQUIRE(phone.sign_in("alice").status == 200);
  const auto identity = accounts.node.authenticate(alice.secret(), true).value();
  REQUIRE(accounts.node.stands(*identity));
  Browser thief = alice;
  const Answer answer = alice.request("POST", "/auth/logout");
  CHECK(answer.status == 204);
  CHECK(header_of(answer, "Set-Cookie") ==
        "__Host-chatelier=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
  CHECK(header_of(answer, "Clear-Site-Data") == "\"cache\", \"storage\"");
  CHECK(thief.request("GET", "/me").status == 401);
  CHECK(thief.request("POST", "/auth/logout").status == 401);
  CHECK_FALSE(accounts.node.stands(*identity));
  CHECK(phone.request("GET", "/me").status == 200);
  const auto signals = accounts.node.bus.taken();
  REQUIRE(signals.size() == 1);
  CHECK(signals[0].kind == Signal::Kind::session_ended);
  CHECK(signals[0].user == identity->user);
  CHECK(signals[0].session == identity->session);
}

TEST_CASE("another node serves an ended session for a second at most [req-16]") {
  Accounts accounts;
  AccountsNode other(accounts.database.url(), accounts.clock, {});
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  Browser elsewhere = alice;
  elsewhere.on(other);
  REQUIRE(elsewhere.request("GET", "/me").status == 200);
  REQUIRE(alice.request("POST", "/auth/logout").status == 204);
  accounts.clock.advance(1s);
  CHECK(elsewhere.request("GET", "/me").status == 401);
}

TEST_CASE("an unsafe request needs our page and the token that only it can read [req-21]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  const auto logout = [&](std::map<std::string, std::string> headers) {
    headers["cookie"] = alice.cookie;
    return accounts.node.start({"POST", "/auth/logout", "", std::move(headers)}).get();
  };
  CHECK(code_of(logout({})) == "auth/origin");
  CHECK(code_of(logout({{"x-csrf-token", alice.csrf}})) == "auth/origin");
  CHECK(code_of(logout({{"x-csrf-token", alice.csrf}, {"origin", "https://chat.test.evil.test"}})) ==
        "auth/origin");
  CHECK(code_of(logout({{"x-csrf-token", alice.csrf}, {"origin", "null"}})) == "auth/origin");
  CHECK(code_of(logout({{"x-csrf-token", alice.csrf}, {"sec-fetch-site", "same-site"}})) == "auth/origin");
  CHECK(code_of(logout({{"origin", "https://chat.test"}})) == "auth/csrf");
  CHECK(code_of(logout({{"origin", "https://chat.test"}, {"x-csrf-token", std::string(64, '0')}})) ==
        "auth/csrf");
  Browser bob = accounts.browser();
  REQUIRE(bob.sign_up("bob").status == 201);
  CHECK(code_of(logout({{"origin", "https://chat.test"}, {"x-csrf-token", bob.csrf}})) == "auth/csrf");
  CHECK(logout({{"sec-fetch-site", "same-origin"}, {"x-csrf-token", alice.csrf}}).status == 204);
}

TEST_CASE("signing in from another site's page or form is refused [req-21]") {
  Accounts accounts;
  REQUIRE(accounts.browser().sign_up("alice").status == 201);
  const std::string body = R"({"login":"alice","password":"long enough words"})";
  const auto login = [&](std::map<std::string, std::string> headers) {
    return accounts.node.start({"POST", "/auth/login", body, std::move(headers)}).get();
  };
  CHECK(login({{"content-type", "application/json"}, {"origin", "https://evil.test"}}).status == 403);
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""})
    CHECK(login({{"content-type", type}, {"origin", "https://chat.test"}}).status == 415);
  CHECK(login({{"content-type", "application/json"}}).status == 200);  // curl
}

TEST_CASE("secrets that are nobody's, too long or of the other kind are all just unknown") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  for (const std::string& secret : {std::string(), std::string("x"), std::string(100'000, 'a'),
                                    std::string("\0a", 2), std::string("\xff\xfe"), alice.secret() + "x"}) {
    const auto found = accounts.node.authenticate(secret, true);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == ErrorCode::auth_required);
  }
  // A cookie's value is no bearer token, neither freshly read nor from the cache; nor the other way round.
  CHECK_FALSE(accounts.node.authenticate(alice.secret(), false));
  CHECK(accounts.node.authenticate(alice.secret(), true));
  CHECK_FALSE(accounts.node.authenticate(alice.secret(), false));
  const std::string token = random_token(32);
  accounts.database.run(
      "insert into sessions (id, user_id, kind, secret_hash, user_agent, address, created_at,"
      " last_seen_at) select gen_random_uuid(), user_id, 'token', '" +
      sha256_hex(token) + "', '', '', created_at, last_seen_at from sessions");
  CHECK_FALSE(accounts.node.authenticate(token, true));
  const auto bearer = accounts.node.authenticate(token, false);
  REQUIRE(bearer);
  CHECK_FALSE((*bearer)->cookie);
  const Answer answer = accounts.node.start({"GET", "/me", "", {{"authorization", "Bearer " + token}}}).get();
  CHECK(answer.status == 200);
}

TEST_CASE("no answer names a hash, an address of another or a secret [req-41]") {
  Accounts accounts;
  Browser alice = accounts.browser(), bob = accounts.browser();
  const Answer up = alice.sign_up("alice", "long enough words", {{"email", "alice@example.test"}});
  REQUIRE(bob.sign_up("bob").status == 201);
  const std::string id = Json::parse(up.body)["user"]["id"];
  std::string seen = up.body;
  for (const Answer& answer :
       {bob.request("GET", "/me"), bob.request("GET", "/users/" + id),
        bob.request("GET", "/users", nullptr, "ids=" + id), alice.request("GET", "/users/" + id)})
    seen += answer.body;
  for (const std::string& secret : {std::string("argon2"), std::string("alice@example.test"), alice.secret(),
                                    bob.secret(), accounts.text("select max(secret_hash) from sessions")})
    CHECK(seen.find(secret) == std::string::npos);
  const Json unknown = Json::parse(bob.request("GET", "/users", nullptr, "ids=" + id + "," + new_id()).body);
  CHECK(unknown["users"].size() == 1);
  CHECK(code_of(bob.request("GET", "/users/" + new_id())) == "user/not_found");
  CHECK(code_of(bob.request("GET", "/users/me")) == "user/not_found");
}
