// The migrator against a real Postgres: what it runs, how often, and every surprise that it refuses.
#include "fresh_database.hpp"

#include <chatelier/db.hpp>
#include <chatelier/migrations.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <future>

using namespace chatelier;
using Catch::Matchers::Contains;
using chatelier::test::FreshDatabase;

namespace {

class Folder {
 public:
  Folder() { std::filesystem::create_directory(path_); }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& sql) const { std::ofstream(path_ / name) << sql; }
  void remove(const std::string& name) const { std::filesystem::remove(path_ / name); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("migrations" + new_trace_id().substr(0, 12));
};

struct Chest {
  Chest() {
    folder.write("0001_test_chest.sql", "create table chest (coin integer primary key);");
    folder.write("0002_test_coins.sql", "insert into chest values (1);\ninsert into chest values (2);\n");
  }
  void migrate() const { chatelier::migrate(database.url(), folder.path(), Logger()); }
  [[nodiscard]] std::string ask(const std::string& sql) const { return database.run(sql)[0][0].c_str(); }

  FreshDatabase database;
  Folder folder;
};

}  // namespace

TEST_CASE("a fresh database gets every migration once, however often they are run") {
  const Chest chest;
  chest.migrate();
  chest.migrate();
  CHECK(chest.ask("select count(*) from chest") == "2");
  CHECK(chest.ask("select string_agg(number || name, ' ' order by number) from schema_migrations") ==
        "10001_test_chest.sql 20002_test_coins.sql");
  CHECK(chest.ask("select bool_and(checksum ~ '^[0-9a-f]{64}$') from schema_migrations") == "t");

  chest.folder.write("0003_test_more.sql", "insert into chest values (3)");
  chest.migrate();
  CHECK(chest.ask("select count(*) from chest") == "3");
}

TEST_CASE("several servers that start at once take turns") {
  const Chest chest;
  chest.folder.write("0003_test_slow.sql", "select pg_sleep(0.2); insert into chest values (3)");
  std::vector<std::future<void>> servers;
  for (int i = 0; i < 4; ++i)
    servers.push_back(std::async(std::launch::async, [&chest] { chest.migrate(); }));
  for (auto& server : servers)
    CHECK_NOTHROW(server.get());
  CHECK(chest.ask("select count(*) from chest") == "3");
  CHECK(chest.ask("select count(*) from schema_migrations") == "3");
}

TEST_CASE("a migration that was edited after it ran is refused by name") {
  const Chest chest;
  chest.migrate();
  chest.folder.write("0002_test_coins.sql", "insert into chest values (1); -- and no second one");
  CHECK_THROWS_AS(chest.migrate(), MigrationRefused);
  CHECK_THROWS_WITH(chest.migrate(), Contains("0002_test_coins.sql") && Contains("changed"));
}

TEST_CASE("a database newer than the server is refused") {
  const Chest chest;
  chest.migrate();
  chest.folder.remove("0002_test_coins.sql");
  CHECK_THROWS_AS(chest.migrate(), MigrationRefused);
  CHECK_THROWS_WITH(chest.migrate(), Contains("newer") && Contains("0002_test_coins.sql"));
}

TEST_CASE("numbers without a gap, each once, are asked for before anything runs") {
  const Chest chest;
  SECTION("a gap") {
    chest.folder.write("0004_test_late.sql", "select 1");
    CHECK_THROWS_WITH(chest.migrate(), Contains("number 3"));
  }
  SECTION("a number twice") {
    chest.folder.write("0002_test_twin.sql", "select 1");
    CHECK_THROWS_AS(chest.migrate(), MigrationRefused);
  }
  SECTION("a name without a number") {
    chest.folder.write("later.sql", "select 1");
    CHECK_THROWS_WITH(chest.migrate(), Contains("later.sql"));
  }
  SECTION("a number of another length") {
    chest.folder.write("00003_test_long.sql", "select 1");
    CHECK_THROWS_WITH(chest.migrate(), Contains("00003_test_long.sql"));
  }
  CHECK(chest.ask("select to_regclass('chest') is null") == "t");
}

TEST_CASE("a migration that fails leaves nothing of itself, and what ran before it stays") {
  const Chest chest;
  chest.folder.write("0003_test_wrong.sql", "insert into chest values (3); insert into chest values (3)");
  CHECK_THROWS_AS(chest.migrate(), MigrationRefused);
  CHECK_THROWS_WITH(chest.migrate(), Contains("0003_test_wrong.sql"));
  CHECK(chest.ask("select count(*) from chest") == "2");
  chest.folder.write("0003_test_wrong.sql",
                     "insert into chest values (3)");  // never ran, so it may be put right
  chest.migrate();
  CHECK(chest.ask("select count(*) from chest") == "3");
}

TEST_CASE("a folder that is missing or empty is refused; a server that is away is not") {
  const Chest chest;
  CHECK_THROWS_AS(migrate(chest.database.url(), chest.folder.path() + "/none", Logger()), MigrationRefused);
  const Folder empty;
  CHECK_THROWS_AS(migrate(chest.database.url(), empty.path(), Logger()), MigrationRefused);
  CHECK_THROWS_AS(migrate("host=" + empty.path() + " dbname=x", chest.folder.path(), Logger()),
                  DatabaseUnavailable);
}

TEST_CASE("a history that cannot be read is not taken for a fresh database") {
  const Chest chest;
  chest.database.run("create table schema_migrations (other integer)");
  CHECK_THROWS(chest.migrate());
  CHECK(chest.ask("select to_regclass('chest') is null") == "t");
}
