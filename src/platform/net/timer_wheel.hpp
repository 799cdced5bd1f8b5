// Every wait of a shard's connections: header, idle and write deadlines, heartbeats. Setting and cancelling
// one is two pointer writes, so that ten thousand idle sockets own no timer of the kernel or of Asio. One
// thread; no I/O; the shard turns it. Never early, at most two ticks late.
#pragma once

#include <chatelier/clock.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace chatelier {

class TimerWheel {
 private:
  struct Link {
    Link* next = nullptr;
    Link* previous = nullptr;
  };

 public:
  static constexpr std::chrono::milliseconds tick{100};

  /// Owned by whoever waits; cancelled by its destructor. What it calls may start, cancel or destroy any
  /// timer.
  class Timer : private Link {
   public:
    Timer(TimerWheel& wheel, std::function<void()> expired) : wheel_(wheel), expired_(std::move(expired)) {}
    ~Timer() { cancel(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    void start(std::chrono::milliseconds after);  // from now, also when it was running
    void cancel();
    [[nodiscard]] bool running() const { return next != nullptr; }

   private:
    friend class TimerWheel;
    TimerWheel& wheel_;
    std::function<void()> expired_;
    std::uint64_t due_ = 0;  // tick
  };

  explicit TimerWheel(const Clock& clock);

  /// Calls what is due.
  void turn();
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Called when the wheel goes from empty to not empty: somebody must start turning it.
  void when_wanted(std::function<void()> callback) { wanted_ = std::move(callback); }
  [[nodiscard]] SteadyTime now() const { return clock_.steady(); }

 private:
  static constexpr std::size_t slots = 512;  // waits beyond 51 s stay in their slot for another round

  [[nodiscard]] std::uint64_t tick_now() const;
  void insert(Timer& timer);
  static void link(Link& list, Link& item);
  static void unlink(Link& item);

  const Clock& clock_;
  SteadyTime start_;
  std::uint64_t turned_ = 0;  // the last tick whose slot was looked at
  std::size_t size_ = 0;
  std::array<Link, slots> wheel_;
  Link due_;  // taken out of their slot and not yet called
  std::function<void()> wanted_;
};

}  // namespace chatelier
