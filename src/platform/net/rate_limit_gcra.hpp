// GCRA: a bucket is one moment, at which it will be full again; every token taken moves it on by an interval.
// Pure; any thread.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/rate_limit.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace chatelier {

/// Takes one token when there is one.
[[nodiscard]] inline RateVerdict take_token(SteadyTime& full_at, const protocol::RateLimit& limit,
                                            SteadyTime now) {
  const auto in_ms = [](auto time) { return std::chrono::ceil<std::chrono::milliseconds>(time); };
  const auto tolerance = limit.interval * (limit.burst - 1);
  full_at = std::max(full_at, now);
  const auto ahead = full_at - now;
  RateVerdict verdict;
  verdict.limit = limit.burst;
  if (ahead > tolerance) {
    verdict.allowed = false;
    verdict.retry_after = in_ms(ahead - tolerance);
    verdict.reset = in_ms(ahead);
    return verdict;
  }
  full_at += limit.interval;
  verdict.remaining = static_cast<std::uint32_t>((tolerance - ahead) / limit.interval);
  verdict.reset = in_ms(full_at - now);
  return verdict;
}

/// What all nodes have counted joins what this one has: at `asked_at` the shared bucket was `ahead` from
/// full, and since then this node has spent `unreported` tokens that the others do not know of. Never gives
/// tokens back: a Redis that has forgotten makes nobody richer.
[[nodiscard]] inline SteadyTime joined(SteadyTime full_at, const protocol::RateLimit& limit,
                                       SteadyTime asked_at, std::chrono::microseconds ahead,
                                       std::uint32_t unreported) {
  // More than nodes can have spent together is no count; it would lock somebody out.
  const std::chrono::microseconds most = 2 * limit.interval * limit.burst;
  return std::max(full_at, asked_at + std::min(ahead, most) + limit.interval * unreported);
}

}  // namespace chatelier
