// Time that moves only when a test says so.
#pragma once

#include <chatelier/clock.hpp>

#include <atomic>
#include <chrono>

namespace chatelier::test {

class ManualClock final : public Clock {
 public:
  [[nodiscard]] WallTime wall() const override { return WallTime(std::chrono::milliseconds(wall_)); }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime(std::chrono::milliseconds(steady_)); }

  void advance(std::chrono::milliseconds time) {
    wall_ += time.count();
    steady_ += time.count();
  }
  /// Somebody sets the machine's clock: only what people see jumps.
  void set_forward(std::chrono::milliseconds time) { wall_ += time.count(); }

 private:
  std::atomic<std::int64_t> wall_ = 1'795'000'000'000;  // November 2026
  std::atomic<std::int64_t> steady_ = 1'000'000;
};

}  // namespace chatelier::test
