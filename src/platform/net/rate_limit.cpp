// GCRA: a bucket is one number, the theoretical arrival time of the next request. Kept in stripes with a lock
// each, so that shards seldom meet; entries that are full again are swept.
#include <chatelier/rate_limit.hpp>

#include <algorithm>
#include <array>
#include <mutex>
#include <string>
#include <unordered_map>

namespace chatelier {
namespace {

constexpr std::size_t stripes = 32;
// Beyond this many a stripe is swept of buckets that are full again; an attacker's addresses are, after their
// interval.
constexpr std::size_t sweep_above = 4'096;

// IPv6 hosts own whole networks: the /64 counts.
std::string network_of(std::string_view address) {
  if (address.find('.') != std::string_view::npos || address.find(':') == std::string_view::npos)
    return std::string(address);
  std::size_t groups = 0;
  for (std::size_t i = 0; i < address.size(); ++i) {
    if (address[i] != ':') continue;
    if (i + 1 < address.size() && address[i + 1] == ':') return std::string(address.substr(0, i)) + "::";
    if (++groups == 4) return std::string(address.substr(0, i)) + "::";
  }
  return std::string(address);
}

}  // namespace

struct RateLimiter::State {
  struct Stripe {
    std::mutex mutex;
    std::unordered_map<std::string, SteadyTime> arrivals;
  };

  const Clock& clock;
  const bool enabled;
  std::array<Stripe, stripes> table;

  RateVerdict take(const protocol::RateLimit& limit, const std::string& key);
};

RateLimiter::RateLimiter(const Clock& clock, bool enabled)
    : state_(std::make_unique<State>(clock, enabled)) {}

RateLimiter::~RateLimiter() = default;

RateVerdict RateLimiter::take(const protocol::RateSpec& bucket, std::string_view user,
                              std::string_view address) {
  if (!state_->enabled) return {};
  RateVerdict verdict;
  if (bucket.address.burst > 0)
    verdict =
        state_->take(bucket.address, std::string(bucket.name).append(" a ").append(network_of(address)));
  if (!verdict.allowed || bucket.person.burst == 0 || user.empty()) return verdict;
  return state_->take(bucket.person, std::string(bucket.name).append(" p ").append(user));
}

RateVerdict RateLimiter::State::take(const protocol::RateLimit& limit, const std::string& key) {
  const SteadyTime now = clock.steady();
  const auto tolerance = limit.interval * (limit.burst - 1);
  Stripe& stripe = table[std::hash<std::string>{}(key) % stripes];
  const std::scoped_lock lock(stripe.mutex);
  if (stripe.arrivals.size() > sweep_above)
    std::erase_if(stripe.arrivals, [now](const auto& it) { return it.second <= now; });

  SteadyTime& arrival = stripe.arrivals.try_emplace(key, now).first->second;
  arrival = std::max(arrival, now);
  const auto ahead = arrival - now;
  const auto in_ms = [](auto time) { return std::chrono::ceil<std::chrono::milliseconds>(time); };
  RateVerdict verdict;
  verdict.limit = limit.burst;
  if (ahead > tolerance) {
    verdict.allowed = false;
    verdict.retry_after = in_ms(ahead - tolerance);
    verdict.reset = in_ms(ahead);
    return verdict;
  }
  arrival += limit.interval;
  verdict.remaining = static_cast<std::uint32_t>((tolerance - ahead) / limit.interval);
  verdict.reset = in_ms(arrival - now);
  return verdict;
}

}  // namespace chatelier
