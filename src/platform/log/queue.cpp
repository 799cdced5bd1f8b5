#include "queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace chatelier::log {

bool Queue::push(Item& item) {
  {
    const std::scoped_lock lock(mutex_);
    if (closed_ || bytes_ + item.bytes() > bound_) return false;
    bytes_ += item.bytes();
    items_.push_back(std::move(item));
  }
  filled_.notify_one();
  return true;
}

bool Queue::wait() {
  std::unique_lock lock(mutex_);
  filled_.wait(lock, [this] { return closed_ || !items_.empty(); });
  return !items_.empty();
}

std::vector<Item> Queue::take(std::size_t most_events, std::size_t most_bytes) {
  const std::scoped_lock lock(mutex_);
  std::vector<Item> taken;
  std::size_t taken_bytes = 0;
  while (!items_.empty() && taken.size() < most_events) {
    const std::size_t size = items_.front().bytes();
    if (!taken.empty() && taken_bytes + size > most_bytes) break;
    taken_bytes += size;
    taken.push_back(std::move(items_.front()));
    items_.pop_front();
  }
  bytes_ -= taken_bytes;
  return taken;
}

void Queue::put_back(std::vector<Item> items) {
  if (items.empty()) return;
  const std::scoped_lock lock(mutex_);
  for (const Item& item : items)
    bytes_ += item.bytes();
  items_.insert(items_.begin(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
}

std::vector<Item> Queue::expired(Steady::time_point limit) {
  const std::scoped_lock lock(mutex_);
  std::vector<Item> out;
  const auto keep = std::stable_partition(items_.begin(), items_.end(),
                                          [limit](const Item& item) { return item.queued_at >= limit; });
  for (auto it = keep; it != items_.end(); ++it) {
    bytes_ -= it->bytes();
    out.push_back(std::move(*it));
  }
  items_.erase(keep, items_.end());
  return out;
}

void Queue::close() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  filled_.notify_all();
}

bool Queue::closed() const {
  const std::scoped_lock lock(mutex_);
  return closed_;
}

std::size_t Queue::size() const {
  const std::scoped_lock lock(mutex_);
  return items_.size();
}

std::size_t Queue::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

}  // namespace chatelier::log
