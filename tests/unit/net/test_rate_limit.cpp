// Buckets that refill with time (requirement 44).
#include <chatelier/rate_limit.hpp>

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace std::chrono_literals;

namespace {

struct HandClock final : Clock {
  SteadyTime now{1'000s};
  WallTime wall() const override { return {}; }
  SteadyTime steady() const override { return now; }
};

const protocol::RateSpec per_person{"send", 0, {3, 1'000ms}, {0, 0ms}};
const protocol::RateSpec per_address{"connect", 0, {0, 0ms}, {2, 1'000ms}};

}  // namespace

TEST_CASE("a burst passes, then one per interval [req-44]") {
  HandClock clock;
  RateLimiter limiter(clock, true);
  for (int i = 0; i < 3; ++i) {
    const auto verdict = limiter.take(per_person, "alice", "192.0.2.1");
    CHECK(verdict.allowed);
    CHECK(verdict.remaining == static_cast<std::uint32_t>(2 - i));
  }
  const auto refused = limiter.take(per_person, "alice", "192.0.2.1");
  CHECK_FALSE(refused.allowed);
  CHECK(refused.retry_after == 1'000ms);
  clock.now += 1'000ms;
  CHECK(limiter.take(per_person, "alice", "192.0.2.1").allowed);
  CHECK_FALSE(limiter.take(per_person, "alice", "192.0.2.1").allowed);
  clock.now += 1h;
  for (int i = 0; i < 3; ++i)
    CHECK(limiter.take(per_person, "alice", "192.0.2.1").allowed);
  CHECK_FALSE(limiter.take(per_person, "alice", "192.0.2.1").allowed);
}

TEST_CASE("one person's bucket is not another's, and a refused try takes nothing [req-44]") {
  HandClock clock;
  RateLimiter limiter(clock, true);
  for (int i = 0; i < 50; ++i)
    limiter.take(per_person, "alice", "192.0.2.1");
  CHECK(limiter.take(per_person, "bob", "192.0.2.1").allowed);
  clock.now += 1'000ms;
  CHECK(limiter.take(per_person, "alice", "192.0.2.1").allowed);
}

TEST_CASE("an IPv6 customer is one address [req-44]") {
  HandClock clock;
  RateLimiter limiter(clock, true);
  CHECK(limiter.take(per_address, "", "2001:db8:1:2::1").allowed);
  CHECK(limiter.take(per_address, "", "2001:db8:1:2:ffff::2").allowed);
  CHECK_FALSE(limiter.take(per_address, "", "2001:db8:1:2:3:4:5:6").allowed);
  CHECK(limiter.take(per_address, "", "2001:db8:1:3::1").allowed);
}

TEST_CASE("switched off, everything passes") {
  HandClock clock;
  RateLimiter limiter(clock, false);
  for (int i = 0; i < 100; ++i)
    CHECK(limiter.take(per_person, "alice", "192.0.2.1").allowed);
}
