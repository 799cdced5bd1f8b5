// Whom a person does not want to hear.
#include "people/house_on_postgres.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;

namespace {

using Told = std::vector<std::pair<std::string, nlohmann::json>>;

nlohmann::json changed(const std::vector<std::string>& users) {
  return {{"type", "blocks.changed"}, {"users", users}};
}

std::vector<std::string> blocked(House& house, const std::string& who) {
  return house.read([&](Transaction& tx) { return house.people.blocked_by(tx, who); });
}

}  // namespace

TEST_CASE("a block is mine alone, on all my devices, and can be taken back") {
  House house;
  const std::string me = house.person("me"), one = house.person("one"), two = house.person("two");
  CHECK(house.ask(me, "PUT", "/me/blocks/" + one).status == 204);
  CHECK(house.ask(me, "PUT", "/me/blocks/" + two).status == 204);
  CHECK(house.told() == Told{{me, changed({one})}, {me, changed({one, two})}});
  CHECK(blocked(house, me) == std::vector<std::string>{one, two});
  CHECK(blocked(house, one).empty());
  CHECK(house.get(me, "/users/" + one).body["blocked"] == true);
  CHECK_FALSE(house.get(one, "/users/" + me).body.contains("blocked"));
  CHECK(house.get(me, "/me/blocks").body["users"].size() == 2);
  CHECK(house.get(one, "/me/blocks").body["users"].empty());

  CHECK(house.ask(me, "DELETE", "/me/blocks/" + one).status == 204);
  CHECK(house.told() == Told{{me, changed({two})}});
  CHECK_FALSE(house.get(me, "/users/" + one).body.contains("blocked"));
}

TEST_CASE("blocking twice is blocking once, and nobody is told again") {
  House house;
  const std::string me = house.person("me"), one = house.person("one");
  CHECK(house.ask(me, "DELETE", "/me/blocks/" + one).status == 204);
  CHECK(house.told().empty());
  CHECK(house.ask(me, "PUT", "/me/blocks/" + one).status == 204);
  house.told();
  CHECK(house.ask(me, "PUT", "/me/blocks/" + one).status == 204);
  CHECK(house.told().empty());
  CHECK(house.count("blocks") == 1);
}

TEST_CASE("nobody blocks oneself, or somebody who does not exist") {
  House house;
  const std::string me = house.person("me"), gone = house.person("gone");
  house.bury(gone);
  for (const char* method : {"PUT", "DELETE"}) {
    CHECK(house.ask(me, method, "/me/blocks/" + me).code() == "user/self");
    CHECK(house.ask(me, method, "/me/blocks/" + gone).code() == "user/not_found");
    CHECK(house.ask(me, method, "/me/blocks/" + new_id()).code() == "user/not_found");
    CHECK(house.ask(me, method, "/me/blocks/nonsense").code() == "user/not_found");
  }
  CHECK(house.count("blocks") == 0);
  CHECK(house.told().empty());
}

TEST_CASE("blocks have an end, because each greeting names them all") {
  House house;
  const std::string me = house.person("me"), one = house.person("one"), two = house.person("two");
  house.sql(
      "with more as (insert into users (id, username, username_key, username_skeleton, display_name,"
      " password_hash, created_at) select gen_random_uuid(), n, n, n, n, 'x', now()"
      " from (select 'other' || i as n from generate_series(1, 999) i) names returning id)"
      " insert into blocks select '" +
      me + "', id, now() from more");
  CHECK(house.ask(me, "PUT", "/me/blocks/" + one).status == 204);
  const Reading refused = house.ask(me, "PUT", "/me/blocks/" + two);
  CHECK(refused.status == 400);
  CHECK(refused.body["errors"][0]["code"] == "too_many");
  CHECK(house.ask(me, "PUT", "/me/blocks/" + one).status == 204);
}

TEST_CASE("a deleted account blocks nobody and is blocked by nobody; who had blocked it is told") {
  House house;
  const std::string gone = house.person("gone"), one = house.person("one"), two = house.person("two");
  for (const auto& [who, whom] : {std::pair(one, gone), {one, two}, {two, gone}, {gone, one}})
    REQUIRE(house.ask(who, "PUT", "/me/blocks/" + whom).status == 204);
  house.told();
  house.bury(gone);
  CHECK(blocked(house, one) == std::vector<std::string>{two});  // before anything has been taken away
  CHECK_FALSE(house.get(one, "/users/" + gone).body.contains("blocked"));
  house.farewell(gone);
  CHECK(house.count("blocks") == 1);
  Told told = house.told();
  std::sort(told.begin(), told.end());
  Told expected{{one, changed({two})}, {two, changed({})}};
  std::sort(expected.begin(), expected.end());
  CHECK(told == expected);
  house.farewell(gone);
  CHECK(house.told().empty());
}

TEST_CASE("a block that meets a deletion under way waits for it, and is none") {
  House house;
  const std::string me = house.person("me"), gone = house.person("gone");
  pqxx::connection connection(house.url());
  pqxx::work deletion(connection);
  deletion.exec(
      "update users set username = 'deleted-1', username_key = null, username_skeleton = null,"
      " password_hash = null, deleted_at = now() where id = '" +
      gone + "'");
  auto answer = house.start(me, "PUT", "/me/blocks/" + gone);
  CHECK(answer.wait_for(std::chrono::milliseconds(300)) == std::future_status::timeout);
  deletion.commit();
  CHECK(answer.get().code() == "user/not_found");
  CHECK(house.count("blocks") == 0);
}
