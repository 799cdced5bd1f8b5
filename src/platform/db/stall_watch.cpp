#include "stall_watch.hpp"

namespace chatelier {
namespace {

constexpr std::chrono::milliseconds look_every{200};

}  // namespace

StallWatch::StallWatch(std::chrono::milliseconds patience)
    : patience_(patience), thread_([this] { run(); }) {}

StallWatch::~StallWatch() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

void StallWatch::add(DbConnection& connection) {
  const std::scoped_lock lock(mutex_);
  connections_.insert(&connection);
}

void StallWatch::remove(DbConnection& connection) {
  const std::scoped_lock lock(mutex_);
  connections_.erase(&connection);
}

void StallWatch::run() {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, look_every, [this] { return stopping_; }))
    for (DbConnection* connection : connections_)
      if (connection->waiting() > patience_) connection->cut();
}

}  // namespace chatelier
