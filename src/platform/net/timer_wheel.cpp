// The hashed wheel: a slot per tick, a timer in the slot of the tick at which it is due.
#include "timer_wheel.hpp"

#include <algorithm>
#include <utility>

namespace chatelier {

TimerWheel::TimerWheel(const Clock& clock) : clock_(clock), start_(clock.steady()) {
  for (Link& slot : wheel_)
    slot.next = slot.previous = &slot;
  due_.next = due_.previous = &due_;
}

std::uint64_t TimerWheel::tick_now() const {
  return static_cast<std::uint64_t>((clock_.steady() - start_) / tick);
}

void TimerWheel::link(Link& list, Link& item) {
  item.previous = list.previous;
  item.next = &list;
  list.previous->next = &item;
  list.previous = &item;
}

void TimerWheel::unlink(Link& item) {
  item.previous->next = item.next;
  item.next->previous = item.previous;
  item.next = item.previous = nullptr;
}

void TimerWheel::insert(Timer& timer) { link(wheel_[timer.due_ % slots], timer); }

void TimerWheel::Timer::start(std::chrono::milliseconds after) {
  cancel();
  const bool first = wheel_.size_ == 0;
  const std::uint64_t now = wheel_.tick_now();
  // Nobody turns an empty wheel: the ticks that passed meanwhile concern nobody.
  if (first) wheel_.turned_ = now;
  const auto ticks = static_cast<std::uint64_t>((after + tick - std::chrono::milliseconds{1}) / tick);
  due_ = std::max(now, wheel_.turned_) + ticks + 1;  // + 1: the present tick has begun already
  wheel_.insert(*this);
  ++wheel_.size_;
  if (first && wheel_.wanted_) wheel_.wanted_();
}

void TimerWheel::Timer::cancel() {
  if (!running()) return;
  unlink(*this);
  --wheel_.size_;
}

void TimerWheel::turn() {
  const std::uint64_t now = tick_now();
  const std::uint64_t steps = std::min<std::uint64_t>(now - turned_, slots);
  const std::uint64_t from = now - steps + 1;
  turned_ = now;
  for (std::uint64_t step = 0; step < steps; ++step) {
    Link& slot = wheel_[(from + step) % slots];
    for (Link* item = slot.next; item != &slot;) {
      Link* following = item->next;
      if (static_cast<Timer*>(item)->due_ <= now) {
        unlink(*item);
        link(due_, *item);
      }
      item = following;
    }
  }
  while (due_.next != &due_) {
    auto* timer = static_cast<Timer*>(due_.next);
    timer->cancel();
    timer->expired_();
  }
}

}  // namespace chatelier
