// A new password: who may set one, what it must be, and what ends with the old one.
#include "accounts_on_postgres.hpp"

#include <chatelier/ids.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace chatelier;
using namespace chatelier::test;
using namespace std::chrono_literals;

namespace {

Json change(const std::string& from, const std::string& to) {
  return {{"current_password", from}, {"new_password", to}};
}

std::string link_for(Accounts& accounts, const std::string& user) {
  return accounts.node.run(accounts.node.auth().make_reset_link(user)).value().token;
}

Answer reset(Accounts& accounts, const std::string& token, const std::string& password) {
  return accounts.browser().request("POST", "/auth/password/reset",
                                    {{"token", token}, {"new_password", password}});
}

}  // namespace

TEST_CASE("a new password needs the current one, and wrong ones are counted [req-4] [req-6]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  for (int i = 0; i < 10; ++i)
    CHECK(code_of(alice.request("POST", "/me/password", change("not the password", "quite another one"))) ==
          "auth/wrong_password");
  CHECK(alice.request("POST", "/me/password", change("long enough words", "quite another one")).status ==
        429);
  CHECK(accounts.browser("198.51.100.1").sign_in("alice").status == 429);
  accounts.clock.advance(15min);
  CHECK(accounts.browser().sign_in("alice").status == 200);
}

TEST_CASE(
    "what is refused at registering is refused as a new password, by its field [req-1] [req-2] [req-3]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  const Json more = {{"email", "harlequin@example.test"}, {"display_name", "Columbine"}};
  const std::string id =
      Json::parse(alice.sign_up("pantaloon", "long enough words", more).body)["user"]["id"];
  const std::string token = link_for(accounts, id);
  for (const auto& [password, code] :
       std::map<std::string, std::string>{{"qmzqmzq", "request/invalid"},
                                          {"PassWord1", "auth/password_common"},
                                          {"Pantaloon", "auth/password_names"},
                                          {"columbine", "auth/password_names"},
                                          {"Harlequin1", "auth/password_names"},
                                          {"Chatelier", "auth/password_names"}}) {
    const Answer mine = alice.request("POST", "/me/password", change("long enough words", password));
    CHECK(code_of(mine) == code);
    CHECK(Json::parse(mine.body)["errors"][0]["field"] == "new_password");
    const Answer linked = reset(accounts, token, password);
    CHECK(code_of(linked) == code);
    CHECK(Json::parse(linked.body)["errors"][0]["field"] == "new_password");
  }
  CHECK(accounts.browser().sign_in("pantaloon").status == 200);
  CHECK(reset(accounts, token, "quite another one").status == 204);  // what was refused used nothing up
}

TEST_CASE("my other sessions and their sockets end with the old password, mine stays [req-17]") {
  Accounts accounts;
  Browser alice = accounts.browser(), phone = accounts.browser(), bob = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  REQUIRE(bob.sign_up("bob").status == 201);
  REQUIRE(phone.sign_in("alice").status == 200);
  REQUIRE(phone.request("GET", "/me").status == 200);  // cached
  const std::string ended = accounts.node.authenticate(phone.secret(), true).value()->session;
  accounts.node.bus.taken();
  REQUIRE(alice.request("POST", "/me/password", change("long enough words", "quite another one")).status ==
          204);
  CHECK(alice.request("GET", "/me").status == 200);
  CHECK(phone.request("GET", "/me").status == 401);
  CHECK(bob.request("GET", "/me").status == 200);
  CHECK(ended_sessions(accounts.node.bus.taken()) == std::vector<std::string>{ended});
  CHECK(accounts.browser().sign_in("alice").status == 401);
  CHECK(accounts.browser().sign_in("alice", "quite another one").status == 200);
}

TEST_CASE("a link sets a password once, and every session ends [req-9] [req-17]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  const std::string id = Json::parse(alice.sign_up("alice").body)["user"]["id"];
  REQUIRE(alice.request("GET", "/me").status == 200);
  const std::string token = link_for(accounts, id);
  CHECK(token.size() == 43);  // 256 bits
  CHECK(accounts.text("select token_hash from password_resets") == sha256_hex(token));
  CHECK(alice.request("GET", "/me").status == 200);  // asking for one ends nothing
  accounts.node.bus.taken();
  const Answer answer = reset(accounts, token, "quite another one");
  REQUIRE(answer.status == 204);
  CHECK(header_of(answer, "Set-Cookie").empty());  // nobody is signed in by a link
  CHECK(alice.request("GET", "/me").status == 401);
  CHECK(ended_sessions(accounts.node.bus.taken()) == std::vector<std::string>{""});
  CHECK(accounts.browser().sign_in("alice").status == 401);
  CHECK(accounts.browser().sign_in("alice", "quite another one").status == 200);
  CHECK(code_of(reset(accounts, token, "yet another one")) == "auth/reset_invalid");
}

TEST_CASE("unknown, used, replaced, expired and cancelled links are one answer [req-7] [req-9]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  const std::string id = Json::parse(alice.sign_up("alice").body)["user"]["id"];
  std::set<std::string> bodies;
  const auto refused = [&](const std::string& token) {
    const Answer answer = reset(accounts, token, "quite another one");
    CHECK(answer.status == 400);
    Json body = Json::parse(answer.body);
    CHECK(body["code"] == "auth/reset_invalid");
    body.erase("request_id");
    bodies.insert(body.dump());
  };
  refused(random_token(32));
  refused("x");
  const std::string replaced = link_for(accounts, id), expired = link_for(accounts, id);
  refused(replaced);
  accounts.clock.advance(60min);
  refused(expired);
  const std::string used = link_for(accounts, id);
  REQUIRE(reset(accounts, used, "quite another one").status == 204);
  refused(used);
  const std::string cancelled = link_for(accounts, id);
  REQUIRE(alice.sign_in("alice", "quite another one").status == 200);
  REQUIRE(alice.request("POST", "/me/password", change("quite another one", "long enough words")).status ==
          204);
  refused(cancelled);
  const std::string buried = link_for(accounts, id);
  REQUIRE(alice.request("DELETE", "/me", {{"password", "long enough words"}}).status == 204);
  refused(buried);
  CHECK(bodies.size() == 1);
  CHECK(accounts.count("select count(*) from password_resets") == 0);
}

TEST_CASE("a link that two use at once sets one password") {
  Accounts accounts;
  Browser alice = accounts.browser();
  const std::string id = Json::parse(alice.sign_up("alice").body)["user"]["id"];
  for (int round = 0; round < 5; ++round) {
    const std::string token = link_for(accounts, id);
    Browser one = accounts.browser(), other = accounts.browser();
    auto first =
        one.start("POST", "/auth/password/reset", {{"token", token}, {"new_password", "the first of two"}});
    auto second = other.start("POST", "/auth/password/reset",
                              {{"token", token}, {"new_password", "the second of two"}});
    const unsigned a = first.get().status, b = second.get().status;
    CHECK(std::set{a, b} == std::set{204u, 400u});
    CHECK(accounts.browser().sign_in("alice", a == 204 ? "the first of two" : "the second of two").status ==
          200);
  }
}

TEST_CASE("nobody gets a link who has no account") {
  Accounts accounts;
  for (const std::string& user : {new_id(), std::string("alice"), std::string()}) {
    const auto link = accounts.node.run(accounts.node.auth().make_reset_link(user));
    REQUIRE_FALSE(link);
    CHECK(link.error().code == ErrorCode::user_not_found);
  }
}
