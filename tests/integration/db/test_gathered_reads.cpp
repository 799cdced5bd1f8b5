// Many lookups at once by one query, each with its own answer.
#include "pool_on_postgres.hpp"

#include <chatelier/gathered_reads.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <functional>
#include <mutex>

using namespace chatelier;
using chatelier::test::PoolOnPostgres;

namespace {

constexpr Query find_items{"test.find", "select text from items where text = any($1::text[])"};

struct Gathered {
  Gathered() {
    table.insert("a");
    table.insert("b");
  }
  // What has been answered may still be ending on the loop.
  ~Gathered() { table.loop.finish(); }
  std::future<GatheredReads<std::string, std::string>::Found> start(const std::string& key) {
    return table.loop.start(reads.get(key));
  }

  static Task<bool> reads_nothing() { co_return true; }

  PoolOnPostgres table{2};
  SystemClock clock;
  std::mutex mutex;
  std::vector<std::size_t> asked;  // keys of each query
  std::function<void()> on_query = [] {};
  GatheredReads<std::string, std::string> reads{
      *table.pool, clock, [this](Transaction& tx, const std::vector<std::string>& keys) {
        {
          const std::scoped_lock lock(mutex);
          asked.push_back(keys.size());
        }
        on_query();
        std::unordered_map<std::string, std::string> found;
        for (const auto& row : tx.exec(find_items, text_array(keys)))
          found.emplace(row[0].c_str(), std::string("the value of ") + row[0].c_str());
        return found;
      }};
};

}  // namespace

TEST_CASE("lookups at the same time are few queries, and each has its own answer") {
  Gathered here;
  std::vector<std::future<GatheredReads<std::string, std::string>::Found>> all;
  const std::vector<std::string> keys{"a", "b", "neither"};
  for (std::size_t i = 0; i < 300; ++i)
    all.push_back(here.start(keys[i % keys.size()]));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto found = all[i].get();
    if (keys[i % keys.size()] == "neither")
      CHECK_FALSE(found.value);
    else
      CHECK(found.value == "the value of " + keys[i % keys.size()]);
    CHECK(found.as_of <= here.clock.steady());
  }
  CHECK(here.asked.size() < 100);
}

TEST_CASE("a lookup alone waits for nobody, and the next finds what was stored meanwhile") {
  Gathered here;
  CHECK_FALSE(here.start("c").get().value);
  here.table.insert("c");
  CHECK(here.start("c").get().value == "the value of c");
  CHECK(here.asked == std::vector<std::size_t>{1, 1});
}

TEST_CASE("who reads ahead is told what was found, and nothing when the read fails") {
  Gathered here;
  std::promise<std::optional<std::string>> told;
  here.reads.get_ahead(here.table.loop.io().get_executor(), "a",
                       [&told](const auto& found) { told.set_value(found.value); });
  CHECK(told.get_future().get() == "the value of a");

  here.table.database.run("alter table items rename to hidden");
  std::atomic<bool> taken{false};
  here.reads.get_ahead(here.table.loop.io().get_executor(), "b", [&taken](const auto&) { taken = true; });
  CHECK_THROWS(here.start("b").get());
  CHECK_FALSE(taken);
}

TEST_CASE(
    "who has gathered behind a query that Postgres leaves unanswered does not wait for it again [P10]") {
  Gathered here;
  std::promise<void> asked, over;
  here.on_query = [&] {
    asked.set_value();
    over.get_future().wait();
    throw DatabaseUnavailable("it left a statement unanswered");
  };
  auto first = here.start("a");
  asked.get_future().wait();
  auto second = here.start("b");
  // One more turn of the loop, so that the second has gathered.
  here.table.loop.start(here.reads_nothing()).get();
  over.set_value();
  CHECK_THROWS_AS(first.get(), DatabaseUnavailable);
  CHECK_THROWS_AS(second.get(), DatabaseUnavailable);
  CHECK(here.asked == std::vector<std::size_t>{1});
  here.on_query = [] {};
  CHECK(here.start("a").get().value == "the value of a");
}

TEST_CASE("a query that fails says so to everybody who waited for it, and to nobody after") {
  Gathered here;
  here.table.database.run("alter table items rename to hidden");
  auto first = here.start("a");
  auto second = here.start("b");
  CHECK_THROWS(first.get());
  CHECK_THROWS(second.get());
  here.table.database.run("alter table hidden rename to items");
  CHECK(here.start("a").get().value == "the value of a");
}
