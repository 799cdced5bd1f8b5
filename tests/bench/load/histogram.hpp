// Durations by their logarithm, 64 steps to each power of two: 1.6 % wide at any size, 30 KB whatever is
// recorded. One thread.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstdint>

namespace chatelier::bench {

class Histogram {
 public:
  void record(long long nanoseconds);
  void clear() { *this = Histogram(); }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// Milliseconds below which `share` (0 to 1) of what was recorded lies; 0 when nothing was.
  [[nodiscard]] double at(double share) const;
  /// {"p50", "p99", "p999", "max"} in milliseconds.
  [[nodiscard]] nlohmann::json summary() const;

 private:
  static constexpr unsigned step_bits = 6;
  static constexpr std::size_t steps = 1U << step_bits;
  std::array<std::uint64_t, (64 - step_bits + 1) * steps> buckets_{};
  std::uint64_t count_ = 0;
};

}  // namespace chatelier::bench
