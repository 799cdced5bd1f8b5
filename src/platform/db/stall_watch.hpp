// Cuts connections of the pool whose server has stopped answering: `statement_timeout` is the server's own
// and does not help against a backend that stands still. A thread of its own.
#pragma once

#include <chatelier/db.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_set>

namespace chatelier {

class StallWatch {
 public:
  /// `patience`: how long one statement may take.
  explicit StallWatch(std::chrono::milliseconds patience);
  ~StallWatch();
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;

  void add(DbConnection& connection);
  /// Before the connection dies.
  void remove(DbConnection& connection);

 private:
  void run();

  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::unordered_set<DbConnection*> connections_;
  std::thread thread_;
};

}  // namespace chatelier
