// What administrators do about accounts: disabling, naming others, erasing, and the one who must remain.
#include "accounts_on_postgres.hpp"

#include <chatelier/ids.hpp>

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;
using namespace std::chrono_literals;

namespace {

std::string made(Browser& browser, const std::string& name) {
  return Json::parse(browser.sign_up(name).body)["user"]["id"];
}

/// `fine`, or the code of what was answered.
std::string outcome(const Result<void>& result) {
  return result ? "fine" : std::string(info(result.error().code).code);
}

struct Administered : Accounts {
  std::string set_admin(const std::string& user, bool admin) {
    return outcome(node.run(node.auth().set_admin(user, admin)));
  }
  std::string set_disabled(const std::string& user, bool disabled) {
    return outcome(node.run(node.auth().set_disabled(user, disabled)));
  }
  std::string erase(const std::string& user) { return outcome(node.run(node.auth().erase(user))); }
};

}  // namespace

TEST_CASE("a disabled account is nowhere any more, at once, and comes back when it is enabled [req-17]") {
  Administered accounts;
  Browser alice = accounts.browser(), bob = accounts.browser();
  const std::string id = made(alice, "alice");
  made(bob, "bob");
  const auto identity = accounts.node.authenticate(alice.secret(), true).value();
  accounts.node.bus.taken();
  CHECK(accounts.set_disabled(id, true) == "fine");
  CHECK(alice.request("GET", "/me").status == 401);
  CHECK_FALSE(accounts.node.stands(*identity));
  CHECK(ended_sessions(accounts.node.bus.taken()) == std::vector<std::string>{""});
  CHECK(accounts.count("select count(*) from sessions") == 1);
  CHECK(bob.request("GET", "/me").status == 200);

  const Answer answer = accounts.browser().sign_in("alice");
  CHECK(answer.status == 403);
  CHECK(code_of(answer) == "auth/disabled");
  CHECK(accounts.set_disabled(id, true) == "fine");
  CHECK(accounts.set_disabled(id, false) == "fine");
  CHECK(alice.request("GET", "/me").status == 401);  // what ended stays ended
  CHECK(accounts.browser().sign_in("alice").status == 200);
}

TEST_CASE("whoever does not know the password does not learn that an account is disabled [req-7]") {
  Administered accounts;
  Browser alice = accounts.browser();
  CHECK(accounts.set_disabled(made(alice, "alice"), true) == "fine");
  Json known = Json::parse(accounts.browser().sign_in("alice", "not the password").body);
  Json unknown = Json::parse(accounts.browser().sign_in("nobody-here", "not the password").body);
  known.erase("request_id");
  unknown.erase("request_id");
  CHECK(known["code"] == "auth/bad_credentials");
  CHECK(known == unknown);
}

TEST_CASE("a sign-in that races with the disabling leaves no session") {
  Administered accounts;
  Browser first = accounts.browser();
  const std::string id = made(first, "alice");
  for (int round = 0; round < 8; ++round) {
    Browser alice = accounts.browser();
    auto coming = alice.start("POST", "/auth/login", {{"login", "alice"}, {"password", "long enough words"}});
    CHECK(accounts.set_disabled(id, true) == "fine");
    coming.get();
    CHECK(accounts.count("select count(*) from sessions") == 0);
    CHECK(accounts.set_disabled(id, false) == "fine");
  }
}

TEST_CASE("a session that is left over from a disabled account authenticates nowhere") {
  Administered accounts;
  Browser alice = accounts.browser();
  made(alice, "alice");
  accounts.database.run("update users set disabled_at = now()");
  accounts.clock.advance(2s);
  CHECK(alice.request("GET", "/me").status == 401);
}

TEST_CASE("who becomes administrator is one with the next request, and is told on every device") {
  Administered accounts;
  Browser alice = accounts.browser();
  const std::string id = made(alice, "alice");
  CHECK_FALSE(accounts.node.authenticate(alice.secret(), true).value()->admin);
  accounts.node.bus.taken();
  CHECK(accounts.set_admin(id, true) == "fine");
  CHECK(accounts.node.authenticate(alice.secret(), true).value()->admin);
  CHECK(Json::parse(alice.request("GET", "/me").body)["admin"] == true);
  const auto signals = accounts.node.bus.taken();
  REQUIRE(signals.size() == 1);
  CHECK(signals[0].user == id);
  CHECK(Json::parse(signals[0].frame->payload())["admin"] == true);
}

TEST_CASE("another node knows of it a second later at most") {
  Administered accounts;
  AccountsNode other(accounts.database.url(), accounts.clock, {});
  Browser alice = accounts.browser(), bob = accounts.browser();
  const std::string id = made(alice, "alice");
  CHECK(accounts.set_admin(made(bob, "bob"), true) == "fine");
  CHECK(accounts.set_admin(id, true) == "fine");
  CHECK(other.authenticate(alice.secret(), true).value()->admin);
  CHECK(accounts.set_admin(id, false) == "fine");
  accounts.clock.advance(1s);
  CHECK_FALSE(other.authenticate(alice.secret(), true).value()->admin);
}

TEST_CASE("the last administrator stays, whatever is tried") {
  Administered accounts;
  Browser alice = accounts.browser(), bob = accounts.browser();
  const std::string last = made(alice, "alice"), other = made(bob, "bob");
  CHECK(accounts.set_admin(last, true) == "fine");
  CHECK(accounts.set_admin(last, false) == "admin/last");
  CHECK(accounts.set_disabled(last, true) == "admin/last");
  CHECK(accounts.erase(last) == "admin/last");
  const Answer answer = alice.request("DELETE", "/me", {{"password", "long enough words"}});
  CHECK(answer.status == 409);
  CHECK(code_of(answer) == "admin/last");
  CHECK(alice.request("GET", "/me").status == 200);

  // One who is disabled administrates nothing.
  CHECK(accounts.set_admin(other, true) == "fine");
  CHECK(accounts.set_disabled(other, true) == "fine");
  CHECK(accounts.set_admin(last, false) == "admin/last");
  CHECK(accounts.set_disabled(other, false) == "fine");
  CHECK(accounts.set_admin(last, false) == "fine");
  CHECK(accounts.set_admin(other, false) == "admin/last");
  CHECK(alice.request("DELETE", "/me", {{"password", "long enough words"}}).status == 204);
}

TEST_CASE("two administrators who demote each other at once: one remains") {
  Administered accounts;
  Browser alice = accounts.browser(), bob = accounts.browser();
  const std::string one = made(alice, "alice"), other = made(bob, "bob");
  AccountsNode elsewhere(accounts.database.url(), accounts.clock, {});
  for (int round = 0; round < 10; ++round) {
    accounts.database.run("update users set admin = true, disabled_at = null");
    auto first = std::async(std::launch::async, [&] { return accounts.set_admin(one, false); });
    const auto second = outcome(elsewhere.run(elsewhere.auth().set_disabled(other, true)));
    const bool first_fine = first.get() == "fine", second_fine = second == "fine";
    CHECK(first_fine != second_fine);
    CHECK(accounts.count("select count(*) from users where admin and disabled_at is null") == 1);
  }
}

TEST_CASE("erasing ends an account as its person could have done [req-17]") {
  Administered accounts;
  Browser alice = accounts.browser();
  const std::string id = made(alice, "alice");
  CHECK(accounts.set_disabled(id, true) == "fine");
  REQUIRE(accounts.node.run(accounts.node.auth().make_reset_link(id)));
  accounts.node.hooks_called.clear();
  accounts.node.bus.taken();
  CHECK(accounts.erase(id) == "fine");
  CHECK(ended_sessions(accounts.node.bus.taken()) == std::vector<std::string>{""});
  REQUIRE(accounts.node.hooks_called.size() == 2);
  CHECK(accounts.node.hooks_called[0].find("\"deleted\":true") != std::string::npos);
  CHECK(accounts.node.hooks_called[1] == "farewell " + id);
  CHECK(accounts.count("select count(*) from users where deleted_at is not null and disabled_at is null") ==
        1);
  CHECK(accounts.count("select count(*) from password_resets") == 0);
  CHECK(accounts.browser().sign_in("alice").status == 401);
  CHECK(accounts.erase(id) == "user/not_found");
  CHECK(accounts.set_admin(id, true) == "user/not_found");
  CHECK(accounts.set_disabled(id, true) == "user/not_found");
}

TEST_CASE("ids that nobody has are not found [req-42]") {
  Administered accounts;
  for (const std::string& id : {new_id(), std::string("alice"), std::string(), std::string("'; --")}) {
    CHECK(accounts.set_admin(id, true) == "user/not_found");
    CHECK(accounts.set_disabled(id, true) == "user/not_found");
    CHECK(accounts.erase(id) == "user/not_found");
  }
}

TEST_CASE("an administrator made at the terminal is one, under the rules for everybody [req-2] [req-3]") {
  Administered accounts;
  const auto make = [&](const std::string& name, const std::string& password) {
    protocol::routes::AuthRegisterIn in;
    in.username = name;
    in.password = password;
    return accounts.node.run(accounts.node.auth().create_administrator(std::move(in)));
  };
  CHECK(make("alice", "password1").error().code == ErrorCode::auth_password_common);
  CHECK(make("henrietta", "Henrietta").error().code == ErrorCode::auth_password_names);
  CHECK(make("admin", "long enough words").error().code == ErrorCode::auth_username_taken);
  CHECK(accounts.count("select count(*) from users") == 0);
  const auto user = make("alice", "long enough words");
  REQUIRE(user);
  CHECK(accounts.node.hooks_called == std::vector<std::string>{"welcome " + user->id});
  CHECK(make("Alice", "long enough words").error().code == ErrorCode::auth_username_taken);

  Browser alice = accounts.browser();
  REQUIRE(alice.sign_in("alice").status == 200);
  CHECK(Json::parse(alice.request("GET", "/me").body)["admin"] == true);
  CHECK(accounts.node.run(accounts.node.auth().account_named("ALICE")) == user->id);
  CHECK_FALSE(accounts.node.run(accounts.node.auth().account_named("bob")));
  const auto all = accounts.node.run(accounts.node.auth().administrators());
  REQUIRE(all.size() == 1);
  CHECK(all[0].username == "alice");
}
