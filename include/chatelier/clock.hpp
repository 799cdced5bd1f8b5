// Time as an argument, so that limits, sessions and heartbeats can be tested without waiting.
#pragma once

#include <chrono>
#include <string>

namespace chatelier {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

/// Two sources: `wall` for what people see and what is stored, `steady` for every wait and every limit. Any
/// thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual WallTime wall() const = 0;
  [[nodiscard]] virtual SteadyTime steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] WallTime wall() const override;
  [[nodiscard]] SteadyTime steady() const override;
};

/// RFC 3339 in UTC with milliseconds: `2026-11-23T09:41:07.013Z`.
[[nodiscard]] std::string to_rfc3339(WallTime time);

}  // namespace chatelier
