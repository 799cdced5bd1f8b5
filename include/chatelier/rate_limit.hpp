// Rate limits as named buckets of the schema (GCRA): per person and per client address, on this node. Any
// thread.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/protocol.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>

namespace chatelier {

/// The outcome of one request, for the `RateLimit-*` headers.
struct RateVerdict {
  bool allowed = true;
  std::uint32_t limit = 0;      // the burst
  std::uint32_t remaining = 0;  // requests that would pass now
  std::chrono::milliseconds retry_after{0};
  std::chrono::milliseconds reset{0};  // until the bucket is full again
};

class RateLimiter {
 public:
  /// `enabled` false: everything passes (CHATELIER_RATE_LIMITS=off, for load tests).
  RateLimiter(const Clock& clock, bool enabled);
  ~RateLimiter();

  /// Takes one token of the bucket for the address and, when `user` is not empty, for the person; refused if
  /// either is used up. IPv6 addresses count by their /64.
  RateVerdict take(const protocol::RateSpec& bucket, std::string_view user, std::string_view address);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatelier
