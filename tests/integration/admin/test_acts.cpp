// What administrators do, and that each act stands in the record.
#include "people/house_on_postgres.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;

namespace {

using Deeds = std::vector<std::string>;

struct Office : House {
  const std::string boss = person("boss"), bob = person("bob");
  Office() { administrators.insert(boss); }

  std::vector<std::string> recorded() {
    std::vector<std::string> acts;
    const Reading record = get(boss, "/admin/actions");
    for (const auto& action : record.body["actions"])
      acts.push_back(action["action"].get<std::string>() + " " + action["subject"].get<std::string>());
    return acts;
  }
};

}  // namespace

TEST_CASE("only administrators come in, at every door [req-41]") {
  Office office;
  int doors = 0;
  for (const protocol::RouteSpec* spec : protocol::all_routes()) {
    if (spec->access != protocol::Access::admin) continue;
    std::string path(spec->path);
    if (const auto brace = path.find('{'); brace != std::string::npos)
      path.replace(brace, path.find('}') - brace + 1, office.bob);
    CHECK(office.ask(office.bob, std::string(spec->method), path).code() == "auth/forbidden");
    ++doors;
  }
  CHECK(doors == 8);
  CHECK(office.deeds.empty());
  CHECK(office.count("admin_actions") == 0);
}

TEST_CASE("each change of a person is one act; what changes nothing is none") {
  Office office;
  const std::string door = "/admin/people/" + office.bob;
  CHECK(office.ask(office.boss, "PATCH", door, {{"disabled", false}, {"admin", false}}).status == 204);
  CHECK(office.deeds.empty());
  CHECK(office.ask(office.boss, "PATCH", door, {{"disabled", true}, {"admin", true}}).status == 204);
  CHECK(office.deeds == Deeds{"disable " + office.bob, "promote " + office.bob});
  office.sql("update users set admin = true, disabled_at = now() where id = '" + office.bob + "'");
  office.clock.advance(std::chrono::seconds(1));
  CHECK(office.ask(office.boss, "PATCH", door, {{"disabled", false}}).status == 204);
  office.clock.advance(std::chrono::seconds(1));
  CHECK(office.ask(office.boss, "PATCH", door, {{"admin", false}}).status == 204);
  CHECK(office.recorded() ==
        std::vector<std::string>{"person.demote " + office.bob, "person.enable " + office.bob,
                                 "person.promote " + office.bob, "person.disable " + office.bob});
  CHECK(office.ask(office.boss, "PATCH", door, nlohmann::json::object()).code() == "request/invalid");
}

TEST_CASE("what is refused was no act; what breaks off may have been one") {
  Office office;
  office.refusal = ErrorCode::admin_last;
  CHECK(office.ask(office.boss, "PATCH", "/admin/people/" + office.bob, {{"disabled", true}}).code() ==
        "admin/last");
  CHECK(office.ask(office.boss, "POST", "/admin/people/" + office.bob + "/reset").code() == "admin/last");
  CHECK(office.recorded().empty());
  office.broken = true;
  CHECK(office.ask(office.boss, "DELETE", "/admin/people/" + office.bob).status == 500);
  CHECK(office.recorded() == std::vector<std::string>{"person.erase " + office.bob});
}

TEST_CASE("nobody disables or erases oneself here, nor anybody who does not exist") {
  Office office;
  const std::string gone = office.person("gone");
  office.bury(gone);
  const std::string myself = "/admin/people/" + office.boss;
  CHECK(office.ask(office.boss, "PATCH", myself, {{"disabled", true}, {"admin", false}}).code() ==
        "user/self");
  CHECK(office.ask(office.boss, "DELETE", myself).code() == "user/self");
  for (const std::string& who : {gone, new_id(), std::string("nonsense")}) {
    CHECK(office.ask(office.boss, "PATCH", "/admin/people/" + who, {{"disabled", true}}).code() ==
          "user/not_found");
    CHECK(office.ask(office.boss, "POST", "/admin/people/" + who + "/reset").code() == "user/not_found");
    CHECK(office.ask(office.boss, "DELETE", "/admin/people/" + who).code() == "user/not_found");
  }
  CHECK(office.deeds.empty());
  CHECK(office.count("admin_actions") == 0);
}

TEST_CASE("a link for a new password is shown once, and its secret is recorded nowhere") {
  Office office;
  const Reading link = office.ask(office.boss, "POST", "/admin/people/" + office.bob + "/reset");
  CHECK(link.status == 201);
  CHECK(link.body == nlohmann::json{{"url", "https://chat.test/reset/secret-token"},
                                    {"expires_at", "2026-11-23T11:00:00.000Z"}});
  CHECK(office.recorded() == std::vector<std::string>{"person.reset " + office.bob});
  CHECK(office.count("admin_actions a where a::text like '%secret%'") == 0);
}

TEST_CASE("rooms are dropped under their names; direct messages are nobody's business") {
  Office office;
  const std::string room = new_id(), dm = new_id(), gone = new_id();
  office.sql("insert into rooms (id, name, kind, created_at) values ('" + room +
             "', 'engines', 'private', now())");
  office.sql("insert into rooms (id, name, kind, created_at) values ('" + dm + "', '', 'dm', now())");
  office.sql("insert into rooms (id, name, kind, created_at, deleted_at) values ('" + gone +
             "', 'gone', 'public', now(), now())");
  for (const std::string& id : {dm, gone, new_id(), std::string("nonsense")})
    CHECK(office.ask(office.boss, "DELETE", "/admin/rooms/" + id).code() == "room/not_found");
  CHECK(office.deeds.empty());
  CHECK(office.ask(office.boss, "DELETE", "/admin/rooms/" + room).status == 204);
  CHECK(office.deeds == Deeds{"drop " + room + " by " + office.boss});
  const auto action = office.get(office.boss, "/admin/actions").body["actions"][0];
  CHECK(action["action"] == "room.drop");
  CHECK(action["subject"] == room);
  CHECK(action["detail"] == "engines");
}

TEST_CASE("the record is read from its newest act on, page by page, with the people in it") {
  Office office;
  office.at_terminal("person.promote", office.boss);
  for (int i = 0; i < 4; ++i) {  // all in the same millisecond
    REQUIRE(office.ask(office.boss, "POST", "/admin/people/" + office.bob + "/reset").status == 201);
  }
  std::set<std::string> seen;
  std::string cursor;
  std::vector<std::size_t> pages;
  nlohmann::json last;
  do {
    const Reading page = office.get(office.boss, "/admin/actions?limit=2" + cursor);
    REQUIRE(page.status == 200);
    for (const auto& action : page.body["actions"]) {
      seen.insert(action["id"]);
      last = action;
    }
    pages.push_back(page.body["actions"].size());
    cursor =
        page.body.contains("next_cursor") ? "&cursor=" + page.body["next_cursor"].get<std::string>() : "";
    CHECK(page.body["users"].size() == (pages.size() == 3 ? 1 : 2));
  } while (!cursor.empty());
  CHECK(pages == std::vector<std::size_t>{2, 2, 1});
  CHECK(seen.size() == 5);
  CHECK_FALSE(last.contains("actor"));
  CHECK(last["action"] == "person.promote");
  CHECK(office.get(office.boss, "/admin/actions?cursor=nonsense").status == 400);
  CHECK(office.get(office.boss, "/admin/actions?cursor=" + new_id()).body["actions"].empty());
}
