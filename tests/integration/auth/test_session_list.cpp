// Where I am signed in, and signing out there.
#include "accounts_on_postgres.hpp"

#include <chatelier/ids.hpp>

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;
using namespace std::chrono_literals;

namespace {

Json sessions(Browser& browser) {
  const Answer answer = browser.request("GET", "/me/sessions");
  REQUIRE(answer.status == 200);
  return Json::parse(answer.body)["sessions"];
}

}  // namespace

TEST_CASE("I see my sessions, the latest first, and nobody else's [req-18]") {
  Accounts accounts;
  Browser alice = accounts.browser("192.0.2.10"), phone = accounts.browser("198.51.100.7"),
          bob = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  accounts.clock.advance(1h);
  REQUIRE(phone.sign_in("alice").status == 200);
  REQUIRE(bob.sign_up("bob").status == 201);
  const Json all = sessions(phone);
  REQUIRE(all.size() == 2);
  CHECK(all[0]["current"] == true);
  CHECK(all[0]["address"] == "198.51.100.0");  // the network only
  CHECK_FALSE(all[1].contains("current"));
  CHECK(all[1]["address"] == "192.0.2.0");
  CHECK(all[0]["created_at"] > all[1]["created_at"]);
  CHECK(all[0].dump().find("hash") == std::string::npos);
  CHECK(sessions(bob).size() == 1);
}

TEST_CASE("a session that has expired is not listed [req-15] [req-18]") {
  AuthSettings settings;
  settings.idle_limit = 48h;
  Accounts accounts(settings);
  Browser alice = accounts.browser(), phone = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  REQUIRE(phone.sign_in("alice").status == 200);
  accounts.clock.advance(47h);
  REQUIRE(alice.request("GET", "/me").status == 200);
  accounts.clock.advance(2h);
  CHECK(sessions(alice).size() == 1);
}

TEST_CASE("I sign out elsewhere: at once, with its sockets [req-16] [req-18]") {
  Accounts accounts;
  Browser alice = accounts.browser(), phone = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  REQUIRE(phone.sign_in("alice").status == 200);
  const auto identity = accounts.node.authenticate(phone.secret(), true).value();
  REQUIRE(accounts.node.stands(*identity));
  accounts.node.bus.taken();
  const Answer answer = alice.request("DELETE", "/me/sessions/" + identity->session);
  CHECK(answer.status == 204);
  CHECK(header_of(answer, "Set-Cookie").empty());
  CHECK(phone.request("GET", "/me").status == 401);
  CHECK_FALSE(accounts.node.stands(*identity));
  CHECK(alice.request("GET", "/me").status == 200);
  CHECK(ended_sessions(accounts.node.bus.taken()) == std::vector<std::string>{identity->session});
  CHECK(code_of(alice.request("DELETE", "/me/sessions/" + identity->session)) == "auth/session_not_found");
}

TEST_CASE("ending the session that asks is signing out [req-30]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  const std::string mine = sessions(alice)[0]["id"];
  const Answer answer = alice.request("DELETE", "/me/sessions/" + mine);
  CHECK(answer.status == 204);
  CHECK(header_of(answer, "Set-Cookie").find("Max-Age=0") != std::string::npos);
  CHECK(accounts.count("select count(*) from sessions") == 0);
}

TEST_CASE("sessions of others, unknown ones and malformed ids are one answer [req-18] [req-41]") {
  Accounts accounts;
  Browser alice = accounts.browser(), bob = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  REQUIRE(bob.sign_up("bob").status == 201);
  const std::string his = sessions(bob)[0]["id"];
  for (const std::string& id : {his, new_id(), std::string("me"), std::string(300, 'a')}) {
    const Answer answer = alice.request("DELETE", "/me/sessions/" + id);
    CHECK(answer.status == 404);
    CHECK(code_of(answer) == "auth/session_not_found");
  }
  CHECK(bob.request("GET", "/me").status == 200);
}
