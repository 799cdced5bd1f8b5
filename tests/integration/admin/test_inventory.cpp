// Who and what is on the server, as administrators see it.
#include "people/house_on_postgres.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;

namespace {

struct Office : House {
  const std::string boss = person("boss", "The Boss");
  Office() {
    administrators.insert(boss);
    sql("update users set admin = true where id = '" + boss + "'");
  }
  std::string room(const std::string& name, const std::string& kind,
                   const std::vector<std::string>& members) {
    const std::string id = new_id();
    sql("insert into rooms (id, name, kind, created_at) values ('" + id + "', '" + name + "', '" + kind +
        "', '2026-11-23T10:00:00Z')");
    for (const std::string& user : members)
      sql("insert into members values ('" + id + "', '" + user + "', 'member', now())");
    return id;
  }
  /// All pages of a list, as the field says of each.
  std::vector<std::string> all(const std::string& path, const std::string& list,
                               const nlohmann::json::json_pointer& of) {
    std::vector<std::string> names;
    std::string cursor;
    do {
      const Reading page = get(boss, path + cursor);
      REQUIRE(page.status == 200);
      for (const auto& entry : page.body[list])
        names.push_back(entry[of]);
      cursor =
          page.body.contains("next_cursor") ? "&cursor=" + page.body["next_cursor"].get<std::string>() : "";
    } while (!cursor.empty());
    return names;
  }
};

using Names = std::vector<std::string>;
const nlohmann::json::json_pointer username("/user/username"), name("/name");

}  // namespace

TEST_CASE("everybody with an account is listed by user name, page by page") {
  Office office;
  for (const char* who : {"Carl", "anna", "dora", "Bert"})
    office.person(who);
  office.bury(office.person("gone"));
  CHECK(office.all("/admin/people?limit=2", "people", username) ==
        Names{"anna", "Bert", "boss", "Carl", "dora"});
  CHECK(office.all("/admin/people?limit=5", "people", username).size() == 5);
}

TEST_CASE("an administrator sees of a person what is needed, and finds disabled ones and addresses too") {
  Office office;
  const std::string bob = office.person("bob", "Robert Zimmer");
  office.sql("update users set email = 'Bob@example.test', disabled_at = now() where id = '" + bob + "'");
  office.sql("insert into email_claims values ('bob@example.test', '" + bob + "')");
  office.sql("insert into sessions values ('" + new_id() + "', '" + bob + "', 'cookie', '" +
             std::string(64, 'a') + "', 'x', 'x', '2026-11-23T10:00:00Z', '2026-11-23T12:30:00Z')");
  office.room("one", "public", {bob});
  office.room("two", "private", {bob, office.boss});
  office.room("", "dm", {bob, office.boss});
  const Reading found = office.get(office.boss, "/admin/people?q=zimm");
  CHECK(found.body ==
        nlohmann::json{{"people",
                        {{{"user", {{"id", bob}, {"username", "bob"}, {"display_name", "Robert Zimmer"}}},
                          {"email", "Bob@example.test"},
                          {"admin", false},
                          {"disabled", true},
                          {"created_at", "2026-11-23T10:00:00.000Z"},
                          {"last_seen_at", "2026-11-23T12:30:00.000Z"},
                          {"rooms", 2}}}}});
  CHECK(office.all("/admin/people?q=BOB%40exam", "people", username) == Names{"bob"});
  CHECK(office.all("/admin/people?q=boss", "people", username) == Names{"boss"});
  CHECK(office.all("/admin/people?q=%25", "people", username).empty());
  CHECK(office.get(office.boss, "/admin/people?q=boss").body["people"][0]["admin"] == true);
}

TEST_CASE("public and private rooms are listed by name, never a direct message") {
  Office office;
  const std::string one = office.room("engines", "private", {office.boss});
  office.room("Gears", "public", {});
  office.room("", "dm", {office.boss});
  office.sql("update rooms set archived_at = now() where name = 'Gears'");
  office.sql("update rooms set deleted_at = now() where id = '" + office.room("gone", "public", {}) + "'");
  office.sql("insert into room_events values ('" + one + "', 3, '2026-11-23T11:00:00Z', '" + office.boss +
             "', 'message.created', null, 2, '{}', gen_random_uuid())");
  office.sql("insert into messages values ('" + one + "', 3, 3, '" + office.boss +
             "', '2026-11-23T11:00:00Z', '" + new_id() + "', 'hi', null)");
  CHECK(office.all("/admin/rooms?limit=1", "rooms", name).size() == 3);
  const auto rooms = office.get(office.boss, "/admin/rooms").body["rooms"];
  REQUIRE(rooms.size() == 3);
  for (const auto& room : rooms) {
    if (room["name"] == "engines")
      CHECK(room == nlohmann::json{{"id", one},
                                   {"name", "engines"},
                                   {"kind", "private"},
                                   {"members", 1},
                                   {"messages", 2},
                                   {"created_at", "2026-11-23T10:00:00.000Z"},
                                   {"last_at", "2026-11-23T11:00:00.000Z"}});
    CHECK(room.value("archived", false) == (room["name"] == "Gears"));
    CHECK(room.value("lobby", false) == (room["name"] == "lobby"));
  }
  CHECK(office.get(office.boss, "/admin/rooms?cursor=nonsense").body["errors"][0]["field"] == "cursor");
}

TEST_CASE("health says how the server is and what it stores") {
  Office office;
  office.bury(office.person("gone"));
  office.room("", "dm", {office.boss});
  const Reading health = office.get(office.boss, "/admin/health");
  REQUIRE(health.status == 200);
  CHECK(health.body["version"].get<std::string>().find('.') != std::string::npos);
  CHECK(health.body["started_at"] == to_rfc3339(office.clock.wall()));
  CHECK(health.body["registration"] == "invite");
  CHECK(health.body["connections"] == 7);
  CHECK(health.body["postgres"] == true);
  CHECK(health.body["redis"] == false);
  CHECK(health.body["people"] == 1);
  CHECK(health.body["rooms"] == 1);
  CHECK(health.body["messages"] == 0);
  CHECK(health.body["database_bytes"] > 1'000'000);
  const auto& tables = health.body["largest_tables"];
  REQUIRE(tables.size() == 10);
  CHECK(tables[0]["bytes"] >= tables[9]["bytes"]);
  CHECK(tables[0].contains("rows"));
}
