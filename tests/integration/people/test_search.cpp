// Who somebody is, and finding people to write to.
#include "people/house_on_postgres.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;

namespace {

std::vector<std::string> found(House& house, const std::string& who, const std::string& query) {
  const Reading reading = house.get(who, "/users?" + query);
  REQUIRE(reading.status == 200);
  std::vector<std::string> names;
  for (const auto& user : reading.body["users"])
    names.push_back(user["username"]);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("people are found by the beginnings of their user names and of the words of their display names") {
  House house;
  const std::string me = house.person("reader", "Ada Reader");
  house.person("lovelace", "Ada King");
  house.person("ada_b", "Zoe");
  house.person("carol", "Carolina von Ádám");
  house.person("bach", "Johann Straße");
  house.person("elene", "Ελένη Παππάς");
  CHECK(found(house, me, "q=ada") == Names{"ada_b", "lovelace"});  // first whose user name it is; not me
  CHECK(found(house, me, "q=ADA") == Names{"ada_b", "lovelace"});
  CHECK(found(house, me, "q=king") == Names{"lovelace"});
  CHECK(found(house, me, "q=ing").empty());
  CHECK(found(house, me, "q=%C3%A1d") == Names{"carol"});
  CHECK(found(house, me, "q=a%CC%81d") == Names{"carol"});  // the same letter in two code points
  CHECK(found(house, me, "q=von") == Names{"carol"});
  CHECK(found(house, me, "q=STRASSE") == Names{"bach"});
  CHECK(found(house, me, "q=%EF%BD%8B%EF%BD%89%EF%BD%8E") == Names{"lovelace"});  // full-width letters
  CHECK(found(house, me, "q=%CE%A0%CE%91%CE%A0%CE%A0%CE%86%CE%A3") == Names{"elene"});
  CHECK(found(house, me, "q=ada%20ki") == Names{"lovelace"});
  CHECK(found(house, me, "q=ki%20ada") == Names{"lovelace"});
  CHECK(found(house, me, "q=ada&limit=1") == Names{"ada_b"});
}

TEST_CASE("no character of what is searched for has a meaning of its own [req-42]") {
  House house;
  const std::string me = house.person("reader");
  house.person("bob", "100% Bob_by \\back 'quoted' & (more) | !");
  for (const char* q : {"%25", "_", "%5C", "'", "%26", "!", "-", "(", ":*", "b%25", "b_b", "%5C'"})
    CHECK(house.get(me, std::string("/users?q=") + q).status == 200);
  CHECK(found(house, me, "q=%25").empty());
  CHECK(found(house, me, "q=-").empty());
  CHECK(found(house, me, "q=b%25").empty());
  CHECK(found(house, me, "q=100%25") == Names{"bob"});
  CHECK(found(house, me, "q=%5Cback") == Names{"bob"});
  CHECK(found(house, me, "q='quo") == Names{"bob"});
  CHECK(found(house, me, "q=bob_by") == Names{"bob"});
}

TEST_CASE("deleted and disabled accounts are not found, but ids still say who it is") {
  House house;
  const std::string me = house.person("reader"), gone = house.person("gone"), off = house.person("goner");
  house.bury(gone);
  house.sql("update users set disabled_at = now() where id = '" + off + "'");
  CHECK(found(house, me, "q=gone").empty());
  CHECK(found(house, me, "q=deleted").empty());
  CHECK(found(house, me, "ids=" + gone + "," + off + "," + me + "," + new_id()).size() == 3);
  const Reading card = house.get(me, "/users/" + gone);
  CHECK(card.body["user"]["deleted"] == true);
  CHECK(card.body["user"]["display_name"] == "Deleted account");
  CHECK(house.get(me, "/users/" + off).body["user"] ==
        nlohmann::json{{"id", off}, {"username", "goner"}, {"display_name", "Somebody"}});
  CHECK(house.get(me, "/users/" + new_id()).code() == "user/not_found");
}

TEST_CASE("either ids or something to search for has to be given") {
  House house;
  const std::string me = house.person("reader");
  const Reading neither = house.get(me, "/users");
  CHECK(neither.status == 400);
  CHECK(neither.body["errors"] == nlohmann::json::array({{{"field", "ids"}, {"code", "missing"}}}));
  CHECK(house.get(me, "/users?q=a&ids=" + me).status == 400);
}

TEST_CASE("among very many people the index finds them") {
  House house;
  const std::string me = house.person("reader");
  house.sql(
      "insert into users (id, username, username_key, username_skeleton, display_name, password_hash, "
      "created_at)"
      " select gen_random_uuid(), n, n, n, 'Person ' || md5(n), 'x', now()"
      " from (select 'person' || i as n from generate_series(1, 20000) i) names");
  house.sql("vacuum analyze users");
  CHECK(found(house, me, "q=person77777").empty());
  CHECK(found(house, me, "q=person1234").size() == 11);
  // An idle connection hands over what it has counted.
  CHECK(eventually(
      [&] {
        return house
                   .sql(
                       "select idx_scan from pg_stat_user_indexes where indexrelname = 'users_by_name'")[0][0]
                   .as<int>() >= 2;
      },
      std::chrono::seconds(20)));
}

TEST_CASE("a greeting says what a person likes, and defaults for what it does not know") {
  House house;
  const std::string dark = house.person("dark"), odd = house.person("odd"), none = house.person("none");
  house.sql("update users set preferences = '{\"theme\": \"dark\"}' where id = '" + dark + "'");
  house.sql("update users set preferences = '{\"theme\": \"plaid\"}' where id = '" + odd + "'");
  const auto theme = [&house](const std::string& user) {
    return house.read([&](Transaction& tx) { return house.people.preferences(tx, user).theme; });
  };
  CHECK(theme(dark) == protocol::Theme::dark);
  CHECK(theme(odd) == protocol::Theme::system);
  CHECK(theme(none) == protocol::Theme::system);
  CHECK(theme(new_id()) == protocol::Theme::system);
}
