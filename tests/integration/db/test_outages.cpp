// The pool while Postgres breaks: nothing hangs, nothing lies, and it recovers by itself [P10].
#include "pool_on_postgres.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace chatelier;
using namespace std::chrono_literals;
using chatelier::test::PoolOnPostgres;

namespace {

std::chrono::milliseconds since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
}

// Another way to the same server, which can be taken away: a link to the folder of its socket.
class Road {
 public:
  explicit Road(const test::FreshDatabase& database) {
    std::filesystem::create_directory(folder_);
    const auto row = database.run(
        "select split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'),"
        " current_database(), current_user")[0];
    target_ = row[0].c_str();
    url_ = "host=" + (folder_ / "s").string() + " port=" + row[1].c_str() + " dbname=" + row[2].c_str() +
           " user=" + row[3].c_str();
    repair();
  }
  ~Road() { std::filesystem::remove_all(folder_); }
  Road(const Road&) = delete;
  Road& operator=(const Road&) = delete;

  void tear() { std::filesystem::remove(folder_ / "s"); }
  void repair() { std::filesystem::create_directory_symlink(target_, folder_ / "s"); }
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("road" + new_trace_id().substr(0, 8));
  std::string target_;
  std::string url_;
};

}  // namespace

TEST_CASE("connections that died in the pool cost nobody anything, not even a write") {
  PoolOnPostgres table(3);
  std::vector<std::future<std::size_t>> naps;
  for (int i = 0; i < 3; ++i)
    naps.push_back(table.sleep(0.1));
  for (auto& each : naps)
    each.get();
  table.end_backends();
  for (int i = 0; i < 4; ++i)
    CHECK_NOTHROW(table.insert(std::to_string(i)));
  CHECK(table.really_stored() == 4);
  CHECK_THAT(table.metrics.text(), Catch::Matchers::Contains("chatelier_db_connections 1"));
}

TEST_CASE("a connection that breaks under a write is told, not retried; the next one works") {
  PoolOnPostgres table(1);
  table.backend();
  int runs = 0;
  auto job = [&](Transaction& tx) {
    ++runs;
    tx.exec(test::insert_item, "lost");
    table.end_backends();
    return tx.exec(test::count_items).size();
  };
  CHECK_THROWS_AS(table.loop.run(table.pool->write(std::move(job))), DatabaseUnavailable);
  CHECK(runs == 1);
  CHECK(table.really_stored() == 0);
  table.insert("next");
  CHECK(table.really_stored() == 1);
}

TEST_CASE("a connection that breaks under a read is replaced and asked again, once") {
  PoolOnPostgres table(1);
  int runs = 0;
  auto job = [&](Transaction& tx) {
    if (++runs == 1) table.end_backends();
    return tx.exec(test::count_items).size();
  };
  CHECK(table.loop.run(table.pool->read(std::move(job))) == 1);
  CHECK(runs == 2);

  auto always = [&](Transaction& tx) {
    table.end_backends();
    return tx.exec(test::count_items).size();
  };
  CHECK_THROWS_AS(table.loop.run(table.pool->snapshot(std::move(always))), DatabaseUnavailable);
}

TEST_CASE("a connection that breaks during COMMIT leaves the outcome unknown, and says so") {
  PoolOnPostgres table(1);
  table.database.run(
      "create function fall() returns trigger language plpgsql as"
      " $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$");
  table.database.run(
      "create constraint trigger fall after insert on items deferrable initially deferred"
      " for each row when (new.text = 'fall') execute function fall()");
  CHECK_THROWS_AS(table.insert("fall"), CommitUnknown);
  CHECK_NOTHROW(table.insert("after"));
}

TEST_CASE("a statement that takes too long is a passing trouble of the database") {
  PoolOnPostgres table(1, 10, 100ms);
  const auto begun = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(table.sleep(5).get(), DatabaseUnavailable);
  CHECK(since(begun) < 1'000ms);
  CHECK(table.count() == 0);
}

TEST_CASE("a backend that stands still is cut off, and the pool goes on without it") {
  PoolOnPostgres table(1, 10, 200ms);
  const int backend = table.backend();
  REQUIRE(::kill(backend, SIGSTOP) == 0);
  const auto begun = std::chrono::steady_clock::now();
  auto job = [](Transaction& tx) { return tx.exec(test::insert_item, "stuck").affected_rows(); };
  CHECK_THROWS_AS(table.loop.run(table.pool->write(std::move(job))), DatabaseUnavailable);
  CHECK(since(begun) < 3'000ms);
  CHECK(table.backend() != backend);  // also the answer to a read
  ::kill(backend, SIGCONT);
}

TEST_CASE("a read that was left without an answer is refused, not asked again for as long once more") {
  PoolOnPostgres table(1, 10, 200ms);
  const int backend = table.backend();
  REQUIRE(::kill(backend, SIGSTOP) == 0);
  int asked = 0;
  auto job = [&asked](Transaction& tx) {
    ++asked;
    return tx.exec(test::count_items).size();
  };
  CHECK_THROWS_AS(table.loop.run(table.pool->read(std::move(job))), DatabaseUnavailable);
  CHECK(asked == 1);
  CHECK(table.count() == 0);
  ::kill(backend, SIGCONT);
}

TEST_CASE("while Postgres is away jobs fail at once, and a second after its return they work [P10]") {
  PoolOnPostgres table(3);
  Road road(table.database);
  table.settings.url = road.url();
  table.open();
  table.insert("before");

  road.tear();
  table.end_backends();
  auto begun = std::chrono::steady_clock::now();
  int failed = 0;
  while (since(begun) < 1'500ms) {
    const auto asked = std::chrono::steady_clock::now();
    try {
      table.insert("away");
    } catch (const DatabaseUnavailable&) {
      ++failed;
    }
    REQUIRE(since(asked) < 200ms);
  }
  CHECK(failed > 100);  // almost all of them without trying

  road.repair();
  begun = std::chrono::steady_clock::now();
  REQUIRE(test::eventually([&] {
    try {
      return table.count() == 1;
    } catch (const DatabaseUnavailable&) {
      return false;
    }
  }));
  CHECK(since(begun) < 1'200ms);
  CHECK_NOTHROW(table.insert("after"));
}
