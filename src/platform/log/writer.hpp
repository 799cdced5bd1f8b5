// A writer: the one thread that stores what happens in its rooms. It takes what has gathered since its last
// commit and writes it as one transaction; nothing is acknowledged or published before COMMIT has returned.
#pragma once

#include "queue.hpp"
#include "transaction.hpp"
#include "watchdog.hpp"

#include <chatelier/log.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace chatelier::log {

class Writer {
 public:
  Writer(LogSettings settings, EventSink& sink, Logger logger, Metrics& metrics);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  [[nodiscard]] Queue& queue() { return queue_; }
  /// From now on the database has a schema to write to.
  void open() { open_ = true; }
  /// Closes the queue, writes what is in it and joins the thread.
  void drain();

 private:
  enum class Fate : std::uint8_t { committed, not_begun, unknown, refused };

  void run();
  bool connect();
  void work(std::vector<Item> items);
  /// Writes the entries in one transaction. What another node holds, and on a lost connection all, goes back.
  void commit(std::vector<Entry> entries, Locking locking);
  Fate attempt(std::span<const Entry> entries, Locking locking, Written& written, std::string& why);
  Written write_new_or_repeated(std::span<const Entry> entries, Locking locking,
                                const std::function<void()>& step);
  void renew_plans(const std::function<void()>& step);
  void one_by_one(std::vector<Entry> entries, Locking locking);
  void expire();
  void requeue(std::vector<Entry> entries);
  static void answer(Entry& entry, const Result<Receipt>& answer);
  static Error refusal(const EventType& type, const std::string& why);

  LogSettings settings_;
  EventSink& sink_;
  Logger logger_;
  Metrics& metrics_;
  Queue queue_;
  Watchdog watchdog_;
  TypeQueries queries_;
  std::unique_ptr<Pipeline> pipeline_;
  std::atomic<bool> open_{false};
  Steady::time_point planned_{};
  Steady::time_point repeated_{};  // when a nonce was last met that had been stored before
  bool away_ = false;              // Postgres did not answer last time; said once in the log
  prometheus::Histogram& batch_size_;
  prometheus::Histogram& commit_seconds_;
  prometheus::Gauge& queue_depth_;
  double told_depth_ = 0;
  prometheus::Counter& events_;
  prometheus::Counter& duplicates_;
  prometheus::Counter& refused_;
  prometheus::Counter& unavailable_;
  prometheus::Counter& unknown_;
  std::thread thread_;  // last: it uses everything above
};

}  // namespace chatelier::log
