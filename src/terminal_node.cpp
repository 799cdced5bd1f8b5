// Every object in order of birth, as in app.cpp; of their log lines only what is wrong is for a terminal.
#include "terminal_node.hpp"

#include <chatelier/admin.hpp>
#include <chatelier/auth.hpp>
#include <chatelier/clock.hpp>
#include <chatelier/cluster.hpp>
#include <chatelier/db.hpp>
#include <chatelier/installation.hpp>
#include <chatelier/log.hpp>
#include <chatelier/migrations.hpp>
#include <chatelier/people.hpp>
#include <chatelier/redis.hpp>
#include <chatelier/rooms.hpp>
#include <chatelier/tail.hpp>
#include <chatelier/workers.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <thread>

namespace chatelier {
namespace {

// Redis may be lost at any time: then those who are connected hear of it later, as when a node is cut off.
constexpr std::chrono::milliseconds time_for_redis{1'000};
constexpr std::chrono::milliseconds between_looks{10};

DatabaseSettings database_settings(const Config& config) {
  DatabaseSettings settings;
  settings.url = config.database_url;
  settings.connections = 1;
  return settings;
}

LogSettings log_settings(const Config& config) {
  LogSettings settings;
  settings.database_url = config.database_url;
  return settings;
}

AuthHooks hooks(Rooms& rooms) {
  AuthHooks hooks;
  hooks.welcome = [&rooms](std::string user) { return rooms.welcome(std::move(user)); };
  return hooks;
}

}  // namespace

struct TerminalNode::Parts {
  explicit Parts(const Config& config)
      : logger(config.log_level, config.log_format),
        faults(std::max(config.log_level, LogLevel::warning), config.log_format),
        database(database_settings(config), faults, metrics),
        crypto("crypto", 1, 1),
        redis(loop, config.redis_url, faults, metrics),
        reader(database, Rooms::event_types()),
        tail(loop, redis, reader, metrics),
        cluster(loop, ClusterSettings{}, redis, tail, reader, faults, metrics),
        log(log_settings(config), cluster, faults, metrics),
        rooms(database, log, cluster, people, clock, faults, RoomsSettings{config.heartbeat, {}}),
        auth(database, crypto, clock, cluster, faults, AuthSettings{}, hooks(rooms)),
        admin(database, redis, people, clock, AdminSettings{}, AdminHooks{}) {}

  Task<void> redis_stands() {
    boost::asio::steady_timer pause(loop);
    for (auto waited = between_looks; !redis.connected() && waited < time_for_redis;
         waited += between_looks) {
      pause.expires_after(between_looks);
      co_await pause.async_wait(boost::asio::use_awaitable);
    }
  }

  // Answers come in order, so whatever was published before it has arrived.
  Task<void> all_is_said() {
    Redis::Arguments ping{"PING"};
    co_await redis.command(std::move(ping));
  }

  void run_loop() {
    while (true) {
      try {
        loop.run();
        return;
      } catch (const std::exception& error) {
        faults.error("terminal.handler_failed", {{"why", error.what()}});
      }
    }
  }

  const SystemClock clock;
  const Logger logger;
  const Logger faults;
  Metrics metrics;
  boost::asio::io_context loop{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> loop_works{loop.get_executor()};
  Database database;
  Workers crypto;
  Redis redis;
  LogReader reader;
  RoomTail tail;
  Cluster cluster;
  Log log;
  PeopleTable people;
  Rooms rooms;
  Auth auth;
  Admin admin;
  std::thread thread;
};

TerminalNode::TerminalNode(const Config& config) : parts_(std::make_unique<Parts>(config)) {
  migrate(config.database_url, config.migrations_dir, parts_->faults);
  parts_->cluster.open(read_installation(config.database_url).name);
  parts_->database.open();
  parts_->log.open();
  parts_->redis.start();
  parts_->thread = std::thread([this] { parts_->run_loop(); });
  run(parts_->redis_stands());
}

TerminalNode::~TerminalNode() {
  parts_->log.drain();
  run(parts_->all_is_said());
  boost::asio::post(parts_->loop, [this] {
    parts_->redis.stop();
    parts_->loop_works.reset();
  });
  parts_->thread.join();
}

Auth& TerminalNode::auth() { return parts_->auth; }

Admin& TerminalNode::admin() { return parts_->admin; }

const Logger& TerminalNode::logger() const { return parts_->logger; }

boost::asio::io_context& TerminalNode::loop() { return parts_->loop; }

}  // namespace chatelier
