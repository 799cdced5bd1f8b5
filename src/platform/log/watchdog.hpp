// Cuts a database connection whose statement does not come back: `statement_timeout` is the server's and does
// not help against a stopped backend. A thread of its own; armed and disarmed by the writer's.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace chatelier::log {

class Watchdog {
 public:
  explicit Watchdog(std::chrono::milliseconds patience);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// From now on the socket is shut down unless `rest` or another `watch` comes in time.
  void watch(int socket);
  void rest();

 private:
  void run();

  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::chrono::steady_clock::time_point deadline_;
  int socket_ = -1;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace chatelier::log
