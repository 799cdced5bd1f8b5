#include "watchdog.hpp"

#include <sys/socket.h>

namespace chatelier::log {

Watchdog::Watchdog(std::chrono::milliseconds patience) : patience_(patience), thread_([this] { run(); }) {}

Watchdog::~Watchdog() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Watchdog::watch(int socket) {
  const std::scoped_lock lock(mutex_);
  socket_ = socket;
  deadline_ = std::chrono::steady_clock::now() + patience_;
  changed_.notify_one();
}

void Watchdog::rest() {
  const std::scoped_lock lock(mutex_);
  socket_ = -1;
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (socket_ < 0) {
      changed_.wait(lock);
    } else if (changed_.wait_until(lock, deadline_) == std::cv_status::timeout && socket_ >= 0 &&
               std::chrono::steady_clock::now() >= deadline_) {
      // libpq's blocking read returns at once with an error; the writer then knows what it had sent.
      ::shutdown(socket_, SHUT_RDWR);
      socket_ = -1;
    }
  }
}

}  // namespace chatelier::log
