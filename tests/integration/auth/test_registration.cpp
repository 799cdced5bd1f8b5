// Making an account: what is asked of names and passwords, what is stored, and what strangers can learn from
// it.
#include "accounts_on_postgres.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace chatelier;
using namespace chatelier::test;

namespace {

std::set<std::string> header_names(const Answer& answer) {
  std::set<std::string> names;
  for (const auto& header : answer.headers)
    names.insert(header.first);
  return names;
}

std::string id_of(const Answer& answer) { return Json::parse(answer.body)["user"]["id"]; }

}  // namespace

TEST_CASE("a fresh install has no account [req-8]") {
  Accounts accounts;
  CHECK(accounts.count("select count(*) from users") == 0);
  CHECK(accounts.count("select count(*) from sessions") == 0);
  Browser browser = accounts.browser();
  for (const char* name : {"admin", "root", "chatelier"})
    for (const char* password : {"", "admin", "password", "chatelier"})
      CHECK(browser.sign_in(name, *password ? password : " ").status == 401);
}

TEST_CASE("an account is made, signed in and welcomed") {
  Accounts accounts;
  Browser alice = accounts.browser();
  const Answer answer = alice.sign_up("Alice", "long enough words",
                                      {{"email", "Alice@example.test"}, {"display_name", "Alice 💬"}});
  REQUIRE(answer.status == 201);
  const Json body = Json::parse(answer.body);
  CHECK(body["user"] == Json{{"id", id_of(answer)}, {"username", "Alice"}, {"display_name", "Alice 💬"}});
  CHECK(accounts.node.hooks_called == std::vector<std::string>{"welcome " + id_of(answer)});
  const Json me = Json::parse(alice.request("GET", "/me").body);
  CHECK(me["email"] == "Alice@example.test");
  CHECK(me["csrf_token"] == body["csrf_token"]);
  CHECK(me["preferences"]["theme"] == "system");
  CHECK(accounts.text("select password_hash from users").substr(0, 10) == "$argon2id$");
  CHECK(accounts.count("select count(*) from users where admin") == 0);
}

TEST_CASE("a welcome that fails leaves the account as it is") {
  Accounts accounts;
  accounts.node.hooks_fail = true;
  Browser alice = accounts.browser();
  CHECK(alice.sign_up("alice").status == 201);
  CHECK(alice.request("GET", "/me").status == 200);
}

TEST_CASE(
    "passwords of 8 to 128 code points work from registering to signing in, all of them counting [req-1]") {
  Accounts accounts;
  CHECK(accounts.browser().sign_up("alice", "qmzqmzq").status == 400);
  std::string longest;
  for (int i = 0; i < 128; ++i)
    longest += "é";
  CHECK(accounts.browser().sign_up("alice", longest + "é").status == 400);
  REQUIRE(accounts.browser().sign_up("alice", longest).status == 201);
  CHECK(accounts.browser().sign_in("alice", longest).status == 200);
  CHECK(accounts.browser().sign_in("alice", longest.substr(0, longest.size() - 2) + "e").status == 401);
  std::string ascii(100, 'q');
  REQUIRE(accounts.browser().sign_up("bob", ascii).status == 201);
  ascii[72] = 'p';
  CHECK(accounts.browser().sign_in("bob", ascii).status == 401);
  REQUIRE(accounts.browser().sign_up("carol", "CaseMatters").status == 201);
  CHECK(accounts.browser().sign_in("carol", "casematters").status == 401);
}

TEST_CASE(
    "common passwords and names are refused by their own codes, before anything is stored [req-2] [req-3]") {
  Accounts accounts;
  CHECK(code_of(accounts.browser().sign_up("alice", "PassWord1")) == "auth/password_common");
  CHECK(code_of(accounts.browser().sign_up("henrietta", "Henrietta")) == "auth/password_names");
  CHECK(code_of(accounts.browser().sign_up("alice", "Chatelier")) == "auth/password_names");
  CHECK(accounts.count("select count(*) from users") == 0);
}

TEST_CASE("two who register one name at once: one has it, the other is told") {
  Accounts accounts;
  for (int round = 0; round < 5; ++round) {
    const std::string name = "alice" + std::to_string(round);
    Browser one = accounts.browser(), other = accounts.browser();
    auto first = one.start("POST", "/auth/register", {{"username", name}, {"password", "long enough words"}});
    auto second =
        other.start("POST", "/auth/register", {{"username", name}, {"password", "long enough words"}});
    const Answer a = first.get(), b = second.get();
    CHECK(std::set{a.status, b.status} == std::set{201u, 409u});
    CHECK(code_of(a.status == 409 ? a : b) == "auth/username_taken");
  }
  CHECK(accounts.count("select count(*) from users") == 5);
  CHECK(accounts.count("select count(*) from sessions") == 5);
}

TEST_CASE("a name that differs in case or only looks the same is taken") {
  Accounts accounts;
  REQUIRE(accounts.browser().sign_up("Modern_lily").status == 201);
  for (const char* name :
       {"modern_lily", "MODERN_LILY", "Ｍodern_lily", "modem_lily", "modern_1ily", "Modern_lIly"})
    CHECK(accounts.browser().sign_up(name).status == 409);
  CHECK(accounts.browser().sign_in("MODERN_LILY").status == 200);
  CHECK(accounts.browser().sign_in("modem_lily").status == 401);  // looks do not sign in
}

TEST_CASE("registering with an address that somebody has is answered like any other [req-7]") {
  Accounts accounts;
  Browser alice = accounts.browser(), bob = accounts.browser(), carol = accounts.browser();
  const Answer first = alice.sign_up("alice", "long enough words", {{"email", "one@example.test"}});
  const Answer known = bob.sign_up("bob", "long other words", {{"email", "ONE@example.test"}});
  const Answer unknown = carol.sign_up("carol", "long other words", {{"email", "two@example.test"}});
  CHECK(known.status == 201);
  CHECK(known.status == unknown.status);
  CHECK(header_names(known) == header_names(unknown));
  CHECK(known.body.size() - std::string("bob").size() * 2 ==
        unknown.body.size() - std::string("carol").size() * 2);
  CHECK(Json::parse(bob.request("GET", "/me").body)["email"] == "ONE@example.test");
  // It signs in whoever claimed it first, and nobody else.
  CHECK(id_of(accounts.browser().sign_in("One@Example.test", "long enough words")) == id_of(first));
  CHECK(accounts.browser().sign_in("one@example.test", "long other words").status == 401);
}

TEST_CASE("a closed server takes nobody, invited or not") {
  AuthSettings settings;
  settings.registration = Registration::closed;
  Accounts accounts(settings);
  accounts.node.good_code = "good";
  for (const Json& more : {Json::object(), Json{{"invite", "good"}}, Json{{"invite", "guess"}}}) {
    const Answer answer = accounts.browser().sign_up("alice", "long enough words", more);
    CHECK(answer.status == 403);
    CHECK(code_of(answer) == "auth/registration_closed");
  }
  CHECK(accounts.count("select count(*) from users") == 0);
}

TEST_CASE("a server for invited people takes those with a good invitation") {
  AuthSettings settings;
  settings.registration = Registration::invite;
  Accounts accounts(settings);
  accounts.node.good_code = "good";
  CHECK(code_of(accounts.browser().sign_up("alice")) == "auth/invite_required");
  CHECK(code_of(accounts.browser().sign_up("alice", "long enough words", {{"invite", "guess"}})) ==
        "invite/not_found");
  CHECK(accounts.count("select count(*) from users") == 0);
  const Answer answer = accounts.browser().sign_up("alice", "long enough words", {{"invite", "good"}});
  REQUIRE(answer.status == 201);
  CHECK(accounts.node.hooks_called ==
        std::vector<std::string>{"admitted " + id_of(answer) + " by good", "welcome " + id_of(answer)});
}

TEST_CASE("an open server honours an invitation too, and refuses a bad one") {
  Accounts accounts;
  accounts.node.good_code = "good";
  CHECK(code_of(accounts.browser().sign_up("alice", "long enough words", {{"invite", "guess"}})) ==
        "invite/not_found");
  const Answer answer = accounts.browser().sign_up("alice", "long enough words", {{"invite", "good"}});
  REQUIRE(answer.status == 201);
  CHECK(accounts.node.hooks_called.back() == "admitted " + id_of(answer) + " by good");
}

TEST_CASE("whoever registers is no administrator, whatever was asked for [req-8]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  CHECK(alice.sign_up("alice", "long enough words", {{"admin", true}}).status == 400);
  REQUIRE(alice.sign_up("alice").status == 201);
  CHECK_FALSE(Json::parse(alice.request("GET", "/me").body).contains("admin"));
}

TEST_CASE("the database itself holds every text to a length, and a tombstone to being one") {
  Accounts accounts;
  const std::string columns =
      "insert into users (id, username, username_key, username_skeleton, display_name, password_hash,"
      " created_at) values (gen_random_uuid(), ";
  CHECK_THROWS(accounts.database.run(columns + "repeat('a', 33), 'a', 'a', 'a', 'h', now())"));
  CHECK_THROWS(accounts.database.run(columns + "'alice', 'a', 'a', repeat('a', 65), 'h', now())"));
  CHECK_THROWS(accounts.database.run(columns + "'alice', 'a', 'a', 'a', repeat('h', 129), now())"));
  CHECK_THROWS(accounts.database.run(columns + "'alice', null, 'a', 'a', 'h', now())"));
  accounts.database.run(columns + "'alice', 'a', 'a', 'a', 'h', now())");
  CHECK_THROWS(accounts.database.run("update users set deleted_at = now()"));
}
