// What waits for the writer: drafts with the handler that hears what became of them, bounded in bytes.
// Filled by any thread, emptied by the writer's.
#pragma once

#include <chatelier/log.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace chatelier::log {

using Steady = std::chrono::steady_clock;

/// One draft in the queue. `done` is called exactly once, on the writer's thread, and must not throw.
struct Item {
  Draft draft;
  Steady::time_point queued_at;
  std::size_t misses = 0;  // how often its room was held by another node
  std::function<void(Result<Receipt>)> done;

  [[nodiscard]] std::size_t bytes() const { return draft.body.size() + 256; }
};

class Queue {
 public:
  explicit Queue(std::size_t bound_bytes) : bound_(bound_bytes) {}

  /// False when the bound is reached or the queue is closed; the item is then untouched.
  [[nodiscard]] bool push(Item& item);

  /// Waits until there is something to take. False: closed and drained.
  [[nodiscard]] bool wait();

  /// Everything up to the limits, in order.
  [[nodiscard]] std::vector<Item> take(std::size_t most_events, std::size_t most_bytes);

  /// Puts items back before all others, in their order.
  void put_back(std::vector<Item> items);

  /// Takes out what was queued before `limit`.
  [[nodiscard]] std::vector<Item> expired(Steady::time_point limit);

  void close();
  [[nodiscard]] bool closed() const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t bytes() const;

 private:
  const std::size_t bound_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Item> items_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace chatelier::log
