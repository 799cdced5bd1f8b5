// The pool against a real Postgres: what is stored, what is not, and what a caller is told.
#include "pool_on_postgres.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using chatelier::test::PoolOnPostgres;

TEST_CASE("a write is stored as a whole, or not at all when it throws") {
  PoolOnPostgres table;
  table.insert("stored");
  auto half = [](Transaction& tx) -> int {
    tx.exec(test::insert_item, "half");
    throw std::runtime_error("changed its mind");
  };
  CHECK_THROWS_WITH(table.loop.run(table.pool->write(std::move(half))), "changed its mind");
  CHECK(table.count() == 1);
  table.insert("and on");  // the connection is clean again
  CHECK(table.really_stored() == 2);
}

TEST_CASE("a statement that fails ends the transaction, also when the job carries on") {
  PoolOnPostgres table;
  table.insert("taken");
  auto job = [](Transaction& tx) {
    tx.exec(test::insert_item, "before");
    try {
      tx.exec(test::insert_item, "taken");
    } catch (const pqxx::unique_violation&) {
      return std::string("name taken");
    }
    return std::string("stored");
  };
  CHECK(table.loop.run(table.pool->write(std::move(job))) == "name taken");
  CHECK(table.really_stored() == 1);
  CHECK_THROWS_AS(table.insert("taken"), pqxx::unique_violation);
}

TEST_CASE("what only reads is refused a write by the server [req-22]") {
  PoolOnPostgres table;
  auto job = [](Transaction& tx) { return tx.exec(test::insert_item, "smuggled").affected_rows(); };
  CHECK_THROWS_AS(table.loop.run(table.pool->read(job)), pqxx::sql_error);
  CHECK_THROWS_AS(table.loop.run(table.pool->snapshot(job)), pqxx::sql_error);
  table.insert("a write still may");
  CHECK(table.really_stored() == 1);
}

TEST_CASE("a snapshot sees one state of the database, however long it looks") {
  PoolOnPostgres table;
  auto job = [&table](Transaction& tx) {
    const auto before = tx.exec(test::count_items)[0][0].as<int>();
    table.database.run("insert into items values ('meanwhile')");
    return std::pair(before, tx.exec(test::count_items)[0][0].as<int>());
  };
  const auto seen = table.loop.run(table.pool->snapshot(std::move(job)));
  CHECK(seen.first == 0);
  CHECK(seen.second == 0);
  CHECK(table.count() == 1);
}

TEST_CASE("texts reach the table as they are, arrays too [req-42]") {
  PoolOnPostgres table;
  static constexpr Query echo{"test.echo",
                              "select $1::text, $2::text is null, array_to_string($3::text[], '|')"};
  const std::vector<std::string> many{"a\"b", "c\\d", "{e,f}", "NULL", "", "g' --", "ü\n"};
  auto job = [&many](Transaction& tx) {
    const auto row = tx.exec(echo, std::string("x'); drop table items; --"), std::optional<std::string>(),
                             text_array(many))[0];
    return std::vector<std::string>{row[0].c_str(), row[1].c_str(), row[2].c_str()};
  };
  const auto seen = table.loop.run(table.pool->read(std::move(job)));
  CHECK(seen[0] == "x'); drop table items; --");
  CHECK(seen[1] == "t");
  CHECK(seen[2] == "a\"b|c\\d|{e,f}|NULL||g' --|ü\n");
  CHECK(text_array(std::vector<std::int64_t>{1, -2}) == "{1,-2}");
  CHECK(text_array(std::vector<std::string>{}) == "{}");
}

TEST_CASE("what Postgres says of a row that it refuses repeats nothing of the row [req-45]") {
  PoolOnPostgres table;
  table.database.run("alter table items add constraint short check (char_length(text) < 5)");
  table.insert("dear");
  for (const std::string text : {"dear", "a secret"}) {
    std::string said;
    try {
      table.insert(text);
    } catch (const std::exception& refused) {
      said = refused.what();
    }
    CHECK(said.find("constraint") != std::string::npos);
    CHECK(said.find(text) == std::string::npos);
  }
}

TEST_CASE("a full queue says so at once") {
  PoolOnPostgres table(1, 1);
  table.backend();  // the connection stands
  auto running = table.sleep(0.5);
  REQUIRE(test::eventually(
      [&] { return table.metrics.text().find("chatelier_db_connections 1") != std::string::npos; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // the worker has taken it off the queue
  auto waiting = table.sleep(0);
  auto refused = table.sleep(0);
  CHECK_THROWS_AS(refused.get(), Overloaded);
  CHECK(running.get() == 1);
  CHECK(waiting.get() == 1);
}

TEST_CASE("jobs run beside each other, as many as there are connections") {
  PoolOnPostgres table(3);
  const auto begun = std::chrono::steady_clock::now();
  std::vector<std::future<std::size_t>> naps;
  for (int i = 0; i < 3; ++i)
    naps.push_back(table.sleep(0.3));
  for (auto& each : naps)
    each.get();
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(800));
}

TEST_CASE("before the schema stands only the ping is answered") {
  PoolOnPostgres table;
  table.pool = std::make_unique<Database>(table.settings, Logger(), table.metrics);
  CHECK(table.loop.run(table.pool->ping()));
  CHECK_THROWS_AS(table.count(), DatabaseUnavailable);
  table.pool->open();
  CHECK(table.count() == 0);
}

TEST_CASE("queries, waits and connections are counted") {
  PoolOnPostgres table;
  table.insert("one");
  table.count();
  const auto text = table.metrics.text();
  for (const char* line : {"chatelier_db_query_seconds_count{query=\"test.insert\"} 1",
                           "chatelier_db_query_seconds_count{query=\"test.count\"} 1",
                           "chatelier_db_pool_wait_seconds_count 2", "chatelier_db_pool_queued 0"})
    CHECK_THAT(text, Catch::Matchers::Contains(line));
}
