// GCRA: a key is one moment, when its bookings will have drained; one more fits when that stays within the
// window. Each process counts its own bookings and Redis those of all; whoever either of them refuses waits.
#include "failure_limiter.hpp"

#include "address.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace chatelier::auth {

namespace {

constexpr std::size_t capacity = 200'000;
constexpr std::chrono::hours familiar_for{24 * 30};

}  // namespace

FailureLimiter::FailureLimiter(const Clock& clock, SharedBuckets* shared)
    : clock_(clock),
      shared_(shared),
      drained_at_(clock, window, capacity),
      familiar_(clock, familiar_for, capacity) {}

Task<FailureLimiter::Attempt> FailureLimiter::begin(std::string login, std::string address) {
  Attempt attempt(*this, login, address);
  bool familiar = familiar_.get(attempt.familiar_key_).has_value();
  if (!familiar && shared_ != nullptr) {
    std::string key = attempt.familiar_key_;
    familiar = co_await shared_->noted(std::move(key));
  }
  attempt.book(familiar);
  if (attempt.booked_ && shared_ != nullptr) co_await attempt.book_everywhere();
  co_return std::move(attempt);
}

std::chrono::milliseconds FailureLimiter::take(const std::string& key, int burst) {
  const auto interval = std::chrono::duration_cast<SteadyTime::duration>(window) / burst;
  const SteadyTime now = clock_.steady();
  return drained_at_.update(key, [&](std::optional<SteadyTime>& drained) {
    const SteadyTime next = std::max(drained.value_or(now), now) + interval;
    if (next > now + window) return std::chrono::ceil<std::chrono::milliseconds>(next - (now + window));
    drained = next;
    return std::chrono::milliseconds(0);
  });
}

void FailureLimiter::give_back(const std::string& key, int burst) {
  const auto interval = std::chrono::duration_cast<SteadyTime::duration>(window) / burst;
  drained_at_.update(key, [&](std::optional<SteadyTime>& drained) {
    if (drained) *drained -= interval;
  });
}

FailureLimiter::Attempt::Attempt(FailureLimiter& limiter, std::string_view login, std::string_view address)
    : limiter_(limiter),
      login_(login),
      familiar_key_(login_ + " address " + counted_address(address)),
      address_key_("address " + counted_address(address)) {}

FailureLimiter::Attempt::Attempt(Attempt&& other) noexcept
    : limiter_(other.limiter_),
      login_(std::move(other.login_)),
      familiar_key_(std::move(other.familiar_key_)),
      account_key_(std::move(other.account_key_)),
      address_key_(std::move(other.address_key_)),
      wait_(other.wait_),
      booked_(std::exchange(other.booked_, false)),
      booked_everywhere_(std::exchange(other.booked_everywhere_, false)) {}

FailureLimiter::Attempt::~Attempt() {
  if (booked_) give_back();
  if (booked_everywhere_) limiter_.shared_->give_back(buckets());
}

void FailureLimiter::Attempt::book(bool familiar) {
  account_key_ = "login " + (familiar ? familiar_key_ : login_);
  wait_ = limiter_.take(account_key_, per_account);
  if (wait_.count() > 0) return;
  wait_ = limiter_.take(address_key_, per_address);
  booked_ = wait_.count() == 0;
  if (!booked_) limiter_.give_back(account_key_, per_account);
}

void FailureLimiter::Attempt::give_back() {
  limiter_.give_back(account_key_, per_account);
  limiter_.give_back(address_key_, per_address);
}

Task<void> FailureLimiter::Attempt::book_everywhere() {
  std::vector<SharedBucket> asked = buckets();
  const auto taken = co_await limiter_.shared_->take(std::move(asked));
  if (!taken) co_return;
  booked_everywhere_ = taken->all;
  if (taken->all) co_return;
  give_back();
  booked_ = false;
  wait_ = std::max(taken->wait, std::chrono::milliseconds(1));
}

std::vector<SharedBucket> FailureLimiter::Attempt::buckets() const {
  const std::chrono::milliseconds all = window;
  return {{"failed " + account_key_, {per_account, all / per_account}},
          {"failed " + address_key_, {per_address, all / per_address}}};
}

void FailureLimiter::Attempt::succeeded() {
  limiter_.familiar_.put(familiar_key_, true, limiter_.clock_.steady());
  if (limiter_.shared_ != nullptr) limiter_.shared_->note(familiar_key_, familiar_for);
}

}  // namespace chatelier::auth
