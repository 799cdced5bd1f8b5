// The end of an account: a tombstone stays, and nothing that says who it was.
#include "accounts_on_postgres.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;

namespace {

/// Every table that has a row with this text anywhere in it.
std::vector<std::string> tables_with(const Accounts& accounts, const std::string& marker) {
  std::vector<std::string> found;
  for (const auto& row : accounts.database.run("select table_name from information_schema.tables"
                                               " where table_schema = 'public' and table_type = 'BASE TABLE'"
                                               " order by table_name")) {
    const std::string table = row[0].c_str();
    if (accounts.count("select count(*) from \"" + table + "\" t where t::text ilike '%" + marker + "%'") > 0)
      found.push_back(table);
  }
  return found;
}

}  // namespace

TEST_CASE("deleting asks for the password, and wrong ones are counted with those of signing in [req-6]") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  for (int i = 0; i < 10; ++i)
    CHECK(code_of(alice.request("DELETE", "/me", {{"password", "not the password"}})) ==
          "auth/wrong_password");
  CHECK(alice.request("DELETE", "/me", {{"password", "long enough words"}}).status == 429);
  CHECK(accounts.browser("198.51.100.1").sign_in("alice").status == 429);
  CHECK(alice.request("GET", "/me").status == 200);
}

TEST_CASE("a deleted account leaves an id and no trace of the person in any table") {
  Accounts accounts;
  Browser alice = accounts.browser(), bob = accounts.browser();
  const Answer up = alice.sign_up("marker_name", "long enough words",
                                  {{"email", "marker@example.test"}, {"display_name", "Marker Marker"}});
  REQUIRE(up.status == 201);
  REQUIRE(bob.sign_up("bob").status == 201);
  accounts.database.run(
      "update users set preferences = '{\"theme\": \"dark\"}' where username = 'marker_name'");
  const std::string id = Json::parse(up.body)["user"]["id"];
  CHECK(tables_with(accounts, "marker") == std::vector<std::string>{"email_claims", "users"});
  CHECK(tables_with(accounts, id).size() >= 3);

  const Answer answer = alice.request("DELETE", "/me", {{"password", "long enough words"}});
  REQUIRE(answer.status == 204);
  CHECK(header_of(answer, "Set-Cookie").find("Max-Age=0") != std::string::npos);
  CHECK(header_of(answer, "Clear-Site-Data") == "\"cache\", \"storage\"");
  CHECK(tables_with(accounts, "marker").empty());
  CHECK(tables_with(accounts, id) == std::vector<std::string>{"users"});
  CHECK(accounts.text(
            "select coalesce(password_hash, email, username_key, username_skeleton, 'gone') || preferences"
            " from users where id = '" +
            id + "'") == "gone{}");

  const Json tombstone = Json::parse(bob.request("GET", "/users/" + id).body)["user"];
  CHECK(tombstone["deleted"] == true);
  CHECK(tombstone["username"].get<std::string>().substr(0, 8) == "deleted-");
  CHECK(tombstone["display_name"] == "Deleted account");
  CHECK(accounts.browser().sign_in("marker_name").status == 401);
  CHECK(accounts.browser().sign_in("marker@example.test").status == 401);
  CHECK(accounts.browser().sign_in(tombstone["username"]).status == 401);
  // The name and the address are free again, for another person.
  const Answer again =
      accounts.browser().sign_up("Marker_Name", "long other words", {{"email", "marker@example.test"}});
  REQUIRE(again.status == 201);
  CHECK(Json::parse(again.body)["user"]["id"] != id);
  CHECK(accounts.browser().sign_in("marker@example.test", "long other words").status == 200);
}

TEST_CASE(
    "all sessions end at once and all sockets are told; others hear of it before the rooms are left "
    "[req-17]") {
  Accounts accounts;
  Browser alice = accounts.browser(), phone = accounts.browser();
  const std::string id = Json::parse(alice.sign_up("alice").body)["user"]["id"];
  REQUIRE(phone.sign_in("alice").status == 200);
  REQUIRE(phone.request("GET", "/me").status == 200);  // cached
  accounts.node.hooks_called.clear();
  REQUIRE(alice.request("DELETE", "/me", {{"password", "long enough words"}}).status == 204);
  CHECK(phone.request("GET", "/me").status == 401);
  CHECK(alice.request("GET", "/me").status == 401);
  const auto signals = accounts.node.bus.taken();
  REQUIRE(signals.size() == 1);
  CHECK(signals[0].kind == Signal::Kind::session_ended);
  CHECK(signals[0].user == id);
  CHECK(signals[0].session.empty());
  REQUIRE(accounts.node.hooks_called.size() == 2);
  CHECK(accounts.node.hooks_called[0].find("\"deleted\":true") != std::string::npos);
  CHECK(accounts.node.hooks_called[0].find("alice") == std::string::npos);
  CHECK(accounts.node.hooks_called[1] == "farewell " + id);
}

TEST_CASE("hooks that fail do not keep anybody from being deleted") {
  Accounts accounts;
  Browser alice = accounts.browser();
  REQUIRE(alice.sign_up("alice").status == 201);
  accounts.node.hooks_fail = true;
  CHECK(alice.request("DELETE", "/me", {{"password", "long enough words"}}).status == 204);
  CHECK(accounts.node.hooks_called.size() == 3);  // the farewell too
}

TEST_CASE("a sign-in that races with the deletion leaves no session of a tombstone") {
  Accounts accounts;
  for (int round = 0; round < 8; ++round) {
    const std::string name = "alice" + std::to_string(round);
    Browser alice = accounts.browser(), other = accounts.browser();
    REQUIRE(alice.sign_up(name).status == 201);
    auto going = alice.start("DELETE", "/me", {{"password", "long enough words"}});
    auto coming = other.start("POST", "/auth/login", {{"login", name}, {"password", "long enough words"}});
    auto going_too = alice.start("DELETE", "/me", {{"password", "long enough words"}});
    const unsigned first = going.get().status, second = going_too.get().status, in = coming.get().status;
    CHECK((first == 204 || second == 204));
    CHECK((first == 204 || first == 401));
    CHECK((second == 204 || second == 401));
    CHECK((in == 200 || in == 401));
  }
  CHECK(accounts.count("select count(*) from sessions") == 0);
  CHECK(accounts.count("select count(*) from users where deleted_at is null") == 0);
}
