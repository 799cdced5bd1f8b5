// This node's buckets: kept in stripes with a lock each, so that shards seldom meet; entries that are full
// again are swept. What was taken is noted for the other nodes and told to them in one go.
#include "rate_limit_gcra.hpp"

#include <chatelier/shared_buckets.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace chatelier {
namespace {

namespace asio = boost::asio;

constexpr std::size_t stripes = 32;
// Beyond this many a stripe is swept of buckets that are full again; an attacker's addresses are, after their
// interval.
constexpr std::size_t sweep_above = 4'096;
constexpr std::chrono::milliseconds between_reports{100};
// One script holds Redis for a millisecond at most.
constexpr std::size_t buckets_per_report = 500;
// A token that takes so long to return is worth a question; the others are worth what fits in one report.
constexpr std::chrono::seconds slow{5};

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

/// What one request takes from, in the order in which it is asked.
std::vector<SharedBucket> buckets_of(const protocol::RateSpec& spec, std::string_view user,
                                     std::string_view address) {
  std::vector<SharedBucket> buckets;
  if (spec.address.burst > 0)
    buckets.push_back({std::string(spec.name).append(" a ").append(network_of(address)), spec.address});
  if (spec.person.burst > 0 && !user.empty())
    buckets.push_back({std::string(spec.name).append(" p ").append(user), spec.person});
  return buckets;
}

bool is_slow(const std::vector<SharedBucket>& buckets) {
  return std::any_of(buckets.begin(), buckets.end(),
                     [](const SharedBucket& bucket) { return bucket.limit.interval >= slow; });
}

}  // namespace

struct RateLimiter::State {
  struct Bucket {
    SteadyTime full_at{};
    protocol::RateLimit limit{};
    std::uint32_t unreported = 0;
    SteadyTime first_unreported{};
  };
  struct Stripe {
    std::mutex mutex;
    std::unordered_map<std::string, Bucket> buckets;
    std::vector<std::string> unreported;
  };

  State(const Clock& c, bool on, SharedBuckets* s) : clock(c), enabled(on), shared(s) {
    if (shared != nullptr) next_report.emplace(shared->backbone());
  }

  Stripe& stripe_of(const std::string& key) { return table[std::hash<std::string>{}(key) % stripes]; }
  RateVerdict take_all(const std::vector<SharedBucket>& buckets, bool report);
  RateVerdict take(const SharedBucket& bucket, bool report);
  /// Returns what a bucket gave when another had nothing to give.
  void give_back(const SharedBucket& bucket);
  void join(const SharedBucket& bucket, SteadyTime asked_at, SharedBuckets::Ahead ahead);
  std::vector<SharedBuckets::Spent> collect();
  Task<void> reconcile();
  /// `self`: it may outlive the limiter by the moment in which it hears of `stop`.
  Task<void> report_again_and_again(std::shared_ptr<State> self);

  const Clock& clock;
  const bool enabled;
  SharedBuckets* const shared;
  std::array<Stripe, stripes> table;
  std::optional<asio::steady_timer> next_report;
  bool stopped = false;
};

RateLimiter::RateLimiter(const Clock& clock, bool enabled, SharedBuckets* shared)
    : state_(std::make_shared<State>(clock, enabled, shared)) {}

RateLimiter::~RateLimiter() = default;

RateVerdict RateLimiter::take(const protocol::RateSpec& bucket, std::string_view user,
                              std::string_view address) {
  if (!state_->enabled) return {};
  return state_->take_all(buckets_of(bucket, user, address), true);
}

Task<RateVerdict> RateLimiter::ask(const protocol::RateSpec& spec, std::string_view user,
                                   std::string_view address) {
  State& state = *state_;
  if (!state.enabled) co_return RateVerdict();
  const std::vector<SharedBucket> buckets = buckets_of(spec, user, address);
  const bool asks = state.shared != nullptr && is_slow(buckets);
  RateVerdict verdict = state.take_all(buckets, !asks);
  if (!verdict.allowed || !asks) co_return verdict;

  const SteadyTime asked_at = state.clock.steady();
  std::vector<SharedBucket> asked = buckets;
  const auto taken = co_await state.shared->take(std::move(asked));
  if (!taken) co_return verdict;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    if (!taken->all) state.give_back(buckets[i]);
    state.join(buckets[i], asked_at, taken->ahead[i]);
    const auto ahead = std::chrono::ceil<std::chrono::milliseconds>(taken->ahead[i]);
    verdict.reset = std::max(verdict.reset, ahead);
  }
  if (!taken->all) {
    verdict.allowed = false;
    verdict.remaining = 0;
    verdict.retry_after = std::max(taken->wait, std::chrono::milliseconds(1));
    co_return verdict;
  }
  const protocol::RateLimit& last = buckets.back().limit;
  const auto left = last.interval * last.burst - taken->ahead.back();
  verdict.remaining = std::min(verdict.remaining,
                               static_cast<std::uint32_t>(std::max<std::int64_t>(left / last.interval, 0)));
  co_return verdict;
}

Task<void> RateLimiter::reconcile() { return state_->reconcile(); }

Task<void> RateLimiter::State::reconcile() {
  std::vector<SharedBuckets::Spent> spent = collect();
  for (std::size_t from = 0; from < spent.size(); from += buckets_per_report) {
    const auto first = spent.begin() + static_cast<std::ptrdiff_t>(from);
    const auto last =
        spent.begin() + static_cast<std::ptrdiff_t>(std::min(from + buckets_per_report, spent.size()));
    std::vector<SharedBuckets::Spent> some(first, last);
    const SteadyTime asked_at = clock.steady();
    const auto ahead = co_await shared->add(std::move(some));
    if (!ahead) continue;
    for (std::size_t i = 0; i < ahead->size(); ++i)
      join(spent[from + i].bucket, asked_at, (*ahead)[i]);
  }
}

void RateLimiter::start() {
  if (!state_->enabled || state_->shared == nullptr) return;
  asio::co_spawn(state_->shared->backbone(), state_->report_again_and_again(state_), asio::detached);
}

void RateLimiter::stop() {
  state_->stopped = true;
  if (state_->next_report) state_->next_report->cancel();
}

Task<void> RateLimiter::State::report_again_and_again(std::shared_ptr<State> self) {
  while (!self->stopped) {
    next_report->expires_after(between_reports);
    boost::system::error_code cancelled;
    co_await next_report->async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    if (!stopped) co_await reconcile();
  }
}

RateVerdict RateLimiter::State::take_all(const std::vector<SharedBucket>& buckets, bool report) {
  RateVerdict verdict;
  for (const SharedBucket& bucket : buckets) {
    verdict = take(bucket, report);
    if (!verdict.allowed) return verdict;
  }
  return verdict;
}

RateVerdict RateLimiter::State::take(const SharedBucket& wanted, bool report) {
  const SteadyTime now = clock.steady();
  Stripe& stripe = stripe_of(wanted.key);
  const std::scoped_lock lock(stripe.mutex);
  if (stripe.buckets.size() > sweep_above)
    std::erase_if(stripe.buckets,
                  [now](const auto& it) { return it.second.full_at <= now && it.second.unreported == 0; });

  Bucket& bucket = stripe.buckets[wanted.key];
  bucket.limit = wanted.limit;
  const RateVerdict verdict = take_token(bucket.full_at, wanted.limit, now);
  if (!verdict.allowed || !report || shared == nullptr) return verdict;
  if (bucket.unreported++ == 0) {
    bucket.first_unreported = now;
    stripe.unreported.push_back(wanted.key);
  }
  return verdict;
}

void RateLimiter::State::give_back(const SharedBucket& taken) {
  Stripe& stripe = stripe_of(taken.key);
  const std::scoped_lock lock(stripe.mutex);
  const auto found = stripe.buckets.find(taken.key);
  if (found != stripe.buckets.end()) found->second.full_at -= taken.limit.interval;
}

void RateLimiter::State::join(const SharedBucket& asked, SteadyTime asked_at, SharedBuckets::Ahead ahead) {
  Stripe& stripe = stripe_of(asked.key);
  const std::scoped_lock lock(stripe.mutex);
  const auto found = stripe.buckets.find(asked.key);
  if (found == stripe.buckets.end()) return;  // full again and swept
  Bucket& bucket = found->second;
  bucket.full_at = joined(bucket.full_at, bucket.limit, asked_at, ahead, bucket.unreported);
}

std::vector<SharedBuckets::Spent> RateLimiter::State::collect() {
  const SteadyTime now = clock.steady();
  std::vector<SharedBuckets::Spent> spent;
  for (Stripe& stripe : table) {
    const std::scoped_lock lock(stripe.mutex);
    for (std::string& key : stripe.unreported) {
      Bucket& bucket = stripe.buckets.at(key);
      const auto age = std::chrono::floor<std::chrono::microseconds>(now - bucket.first_unreported);
      const auto tokens = std::exchange(bucket.unreported, 0);
      spent.push_back({{std::move(key), bucket.limit}, tokens, age});
    }
    stripe.unreported.clear();
  }
  return spent;
}

}  // namespace chatelier
