// Rate limits as named buckets of the schema (GCRA): per person and per client address, counted by all nodes
// together while Redis is there and by each alone while it is not. Any thread.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/task.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>

namespace chatelier {

class SharedBuckets;

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
  /// `enabled` false: everything passes (CHATELIER_RATE_LIMITS=off, for load tests). Without `shared` this
  /// process counts for itself.
  RateLimiter(const Clock& clock, bool enabled, SharedBuckets* shared = nullptr);
  ~RateLimiter();

  /// Takes one token of the bucket for the address and, when `user` is not empty, for the person; refused if
  /// either is used up. IPv6 addresses count by their /64. Never waits: other nodes hear of it a tenth of a
  /// second later.
  RateVerdict take(const protocol::RateSpec& bucket, std::string_view user, std::string_view address);

  /// The same, but for buckets whose tokens return slowly (signing in, new accounts) other nodes are asked
  /// first, which may take up to 50 ms. `user` and `address` outlive it.
  Task<RateVerdict> ask(const protocol::RateSpec& bucket, std::string_view user, std::string_view address);

  /// Tells the other nodes what was taken here and hears what they have taken.
  Task<void> reconcile();
  /// From now on ten times a second, on the backbone.
  void start();
  /// On the backbone.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace chatelier
