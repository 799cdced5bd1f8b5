// A log on a real Postgres with two made-up event types, so that the writer is tested without any feature.
#pragma once

#include "fresh_database.hpp"

#include <chatelier/ids.hpp>
#include <chatelier/log.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace chatelier::test {

/// Refused when the body says so; the projection counts.
inline const EventType note{
    .name = "note.made",
    .wraps = {},
    .admit = {"test.note.admit", " select n, 'room/forbidden' from batch where body->>'refuse' = 'yes'"},
    .project = {"test.note.project",
                " insert into notes (room_id, seq, text) select room_id, seq, body->>'text' from batch"},
    .is_message = true,
    .conflicts = {{"notes_text", ErrorCode::room_name_taken}},
};

struct Heard final : EventSink {
  std::mutex mutex;
  std::vector<EventPtr> events;
  void committed(const std::vector<EventPtr>& some) override {
    const std::scoped_lock lock(mutex);
    events.insert(events.end(), some.begin(), some.end());
  }
};

/// The log's own tables and one writer on them.
class LogOnPostgres {
 public:
  explicit LogOnPostgres(LogSettings settings = {}) : settings_(std::move(settings)) {
    database_.run(migrations());
    database_.run(
        "create table notes (room_id uuid, seq bigint, text text, constraint notes_text unique (text))");
    settings_.database_url = database_.url();
    log_ = another_writer();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~LogOnPostgres() {
    log_.reset();
    guard_.reset();
    thread_.join();
  }

  /// Another writer on the same database: what a second node is.
  std::unique_ptr<Log> another_writer() {
    auto other = std::make_unique<Log>(settings_, heard, Logger(), metrics);
    other->open();
    return other;
  }
  Log& log() { return *log_; }

  std::future<Result<Receipt>> append(Draft draft) { return append(*log_, std::move(draft)); }
  std::future<Result<Receipt>> append(Log& log, Draft draft) {
    return boost::asio::co_spawn(io_, log.append(std::move(draft)), boost::asio::use_future);
  }
  static Draft draft(const std::string& room, const std::string& text, const std::string& nonce = new_id()) {
    return Draft{&note, room, actor(), nonce, std::nullopt, R"({"text":")" + text + "\"}"};
  }
  static std::string actor() { return "01970000-0000-7000-8000-00000000000a"; }

  const FreshDatabase& database() const { return database_; }

  Heard heard;
  Metrics metrics;

 private:
  static std::string migrations() {
    std::string all;
    for (const char* name : {"migrations/0002_log_room_events.sql", "migrations/0012_log_nonces.sql"}) {
      std::ifstream file(name);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  FreshDatabase database_;
  LogSettings settings_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{io_.get_executor()};
  std::unique_ptr<Log> log_;
  std::thread thread_;
};

}  // namespace chatelier::test
