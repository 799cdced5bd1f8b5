#include "histogram.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cmath>

namespace chatelier::bench {

void Histogram::record(long long nanoseconds) {
  const auto value = static_cast<std::uint64_t>(std::max(nanoseconds, 0LL));
  const auto shift = static_cast<unsigned>(
      std::max(0, static_cast<int>(std::bit_width(value)) - static_cast<int>(step_bits) - 1));
  ++buckets_[shift * steps + (value >> shift)];
  ++count_;
}

double Histogram::at(double share) const {
  if (count_ == 0) return 0;
  const auto wanted =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t index = 0; index < buckets_.size(); ++index) {
    seen += buckets_[index];
    if (seen < wanted) continue;
    // Everything from the second power on stands in the upper half of its shift.
    const std::size_t shift = index < 2 * steps ? 0 : index / steps - 1;
    const double value =
        std::ldexp(static_cast<double>(index - shift * steps) + 0.5, static_cast<int>(shift));
    return value / 1e6;
  }
  return 0;
}

nlohmann::json Histogram::summary() const {
  return {{"p50", at(0.50)}, {"p99", at(0.99)}, {"p999", at(0.999)}, {"max", at(1)}};
}

}  // namespace chatelier::bench
