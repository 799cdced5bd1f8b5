// One thread with one event loop. A connection lives on one shard from its acceptance to its end and is
// touched there only; there are as many shards as cores.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/logger.hpp>
#include <chatelier/metrics.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace chatelier {

class Outbox;
class TimerWheel;

struct ShardSettings {
  /// Adaptive flush: above this many frames a second the shard holds what it has to send for `flush_hold`, so
  /// that one system call carries more of them. Zero milliseconds: never.
  std::size_t hold_above = 150'000;
  std::chrono::milliseconds flush_hold{5};
};

class Shard {
 public:
  Shard(std::size_t index, ShardSettings settings, const Clock& clock, Logger logger, Metrics& metrics);
  ~Shard();  // the thread has been joined
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  [[nodiscard]] std::size_t index() const;
  [[nodiscard]] boost::asio::io_context& context();

  /// Starts the thread.
  void start();
  /// Lets the loop end as soon as nothing is left to do; work that is under way goes on. Any thread.
  void stop();
  void join();

  /// Sockets that live here, for the acceptor's choice. Any thread.
  [[nodiscard]] std::size_t connections() const;
  void connection_opened();
  void connection_closed();

  // ---- on the shard's thread
  // -----------------------------------------------------------------------------------
  [[nodiscard]] TimerWheel& wheel();
  /// The outbox has something to send: flushed once, at the end of this turn of the loop.
  void flush_soon(std::shared_ptr<Outbox> outbox);
  /// What outboxes did; reaches the metrics with the next flush.
  void count_sent(std::size_t frames, std::size_t system_calls);
  void count_waiting(std::int64_t bytes);  // negative when they have left

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatelier
