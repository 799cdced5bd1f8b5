// A pool on a database of its own, with one table, and the server's view of the pool's backends.
#pragma once

#include "fresh_database.hpp"
#include "loop_thread.hpp"

#include <chatelier/db.hpp>

#include <csignal>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace chatelier::test {

inline constexpr Query insert_item{"test.insert", "insert into items (text) values ($1)"};
inline constexpr Query count_items{"test.count", "select count(*) from items"};
inline constexpr Query nap{"test.nap", "select pg_sleep($1)"};
inline constexpr Query own_pid{"test.pid", "select pg_backend_pid()"};

class PoolOnPostgres {
 public:
  explicit PoolOnPostgres(std::size_t connections = 2, std::size_t queue_limit = 100,
                          std::chrono::milliseconds statement_timeout = std::chrono::seconds(3)) {
    database.run("create table items (text text primary key)");
    settings = {database.url(), connections, queue_limit, statement_timeout};
    open();
  }

  void open() {
    pool = std::make_unique<Database>(settings, Logger(), metrics);
    pool->open();
  }

  void insert(const std::string& text) {
    auto job = [text](Transaction& tx) { return tx.exec(insert_item, text).affected_rows(); };
    loop.run(pool->write(std::move(job)));
  }
  std::int64_t count() {
    auto job = [](Transaction& tx) { return tx.exec(count_items)[0][0].as<std::int64_t>(); };
    return loop.run(pool->read(std::move(job)));
  }
  int backend() {
    auto job = [](Transaction& tx) { return tx.exec(own_pid)[0][0].as<int>(); };
    return loop.run(pool->read(std::move(job)));
  }
  std::future<std::size_t> sleep(double seconds) {
    auto job = [seconds](Transaction& tx) { return static_cast<std::size_t>(tx.exec(nap, seconds).size()); };
    return loop.start(pool->read(std::move(job)));
  }
  /// Ends every backend of this database but the one that asks, as an administrator or a restart does.
  void end_backends() {
    database.run(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()");
  }
  std::int64_t really_stored() { return database.run("select count(*) from items")[0][0].as<std::int64_t>(); }

  FreshDatabase database;
  Metrics metrics;
  DatabaseSettings settings;
  LoopThread loop;
  std::unique_ptr<Database> pool;  // dies before the loop that waits for it
};

}  // namespace chatelier::test
