// My own profile: what of it I may change, and who hears of it.
#include "accounts_on_postgres.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;

TEST_CASE("another name is mine at once, and everybody hears of it") {
  Accounts accounts;
  Browser alice = accounts.browser();
  const std::string id = Json::parse(alice.sign_up("alice").body)["user"]["id"];
  accounts.node.hooks_called.clear();
  accounts.node.bus.taken();
  const Answer answer = alice.request("PATCH", "/me", {{"display_name", "  Alice 💬 "}});
  REQUIRE(answer.status == 200);
  CHECK(Json::parse(answer.body)["user"]["display_name"] == "Alice 💬");
  CHECK(Json::parse(answer.body)["preferences"]["theme"] == "system");
  CHECK(Json::parse(alice.request("GET", "/me").body)["user"]["display_name"] == "Alice 💬");
  CHECK(accounts.node.authenticate(alice.secret(), true).value()->display_name == "Alice 💬");

  const auto signals = accounts.node.bus.taken();
  REQUIRE(signals.size() == 1);
  CHECK(signals[0].kind == Signal::Kind::frame);
  CHECK(signals[0].user == id);
  const Json heard = Json::parse(signals[0].frame->payload());
  CHECK(heard["type"] == "me.updated");
  CHECK(heard["user"]["display_name"] == "Alice 💬");
  CHECK(heard["admin"] == false);
  REQUIRE(accounts.node.hooks_called.size() == 1);
  CHECK(accounts.node.hooks_called[0].find("announce") == 0);
  CHECK(accounts.node.hooks_called[0].find("Alice 💬") != std::string::npos);
}

TEST_CASE("a theme is told to my own pages only, and leaves the rest of the profile alone") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice", "long enough words", {{"display_name", "Alice"}}).status == 201);
  accounts.node.hooks_called.clear();
  accounts.node.bus.taken();
  const Answer answer = alice.request("PATCH", "/me", {{"theme", "dark"}});
  REQUIRE(answer.status == 200);
  CHECK(Json::parse(answer.body)["preferences"]["theme"] == "dark");
  CHECK(Json::parse(answer.body)["user"]["display_name"] == "Alice");
  CHECK(Json::parse(alice.request("GET", "/me").body)["preferences"]["theme"] == "dark");
  CHECK(accounts.node.hooks_called.empty());
  const auto signals = accounts.node.bus.taken();
  REQUIRE(signals.size() == 1);
  CHECK(Json::parse(signals[0].frame->payload())["preferences"]["theme"] == "dark");
}

TEST_CASE("names and themes that nobody may have are refused by field, and nothing is told") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  accounts.node.bus.taken();
  for (const Json& body :
       {Json{{"display_name", " "}}, Json{{"display_name", ""}}, Json{{"display_name", "a\u202Eb"}},
        Json{{"display_name", std::string(65, 'a')}}, Json{{"theme", "pink"}}, Json{{"admin", true}},
        Json{{"username", "bob"}}, Json{{"display_name", nullptr}}}) {
    const Answer answer = alice.request("PATCH", "/me", body);
    CHECK(answer.status == 400);
    CHECK(code_of(answer) == "request/invalid");
  }
  CHECK(alice.request("PATCH", "/me", Json::object()).status == 200);
  CHECK(accounts.node.bus.taken().empty());
  CHECK(Json::parse(alice.request("GET", "/me").body)["user"]["display_name"] == "alice");
}

TEST_CASE("a hook that fails does not undo the new name") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  accounts.node.hooks_fail = true;
  CHECK(alice.request("PATCH", "/me", {{"display_name", "Alice"}}).status == 200);
  CHECK(Json::parse(alice.request("GET", "/me").body)["user"]["display_name"] == "Alice");
}
