// GCRA: a key is one moment, when its bookings will have drained; one more fits when that stays within the
// window.
#include "failure_limiter.hpp"

#include "address.hpp"

#include <algorithm>
#include <optional>

namespace chatelier::auth {

namespace {

constexpr std::size_t capacity = 200'000;
constexpr std::chrono::hours familiar_for{24 * 30};

}  // namespace

FailureLimiter::FailureLimiter(const Clock& clock)
    : clock_(clock), drained_at_(clock, window, capacity), familiar_(clock, familiar_for, capacity) {}

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
    : limiter_(limiter), address_key_("address " + counted_address(address)) {
  familiar_key_ = std::string(login) + ' ' + address_key_;
  account_key_ = "login " + (limiter.familiar_.get(familiar_key_) ? familiar_key_ : std::string(login));
  wait_ = limiter.take(account_key_, per_account);
  if (wait_.count() > 0) return;
  wait_ = limiter.take(address_key_, per_address);
  booked_ = wait_.count() == 0;
  if (!booked_) limiter.give_back(account_key_, per_account);
}

FailureLimiter::Attempt::~Attempt() {
  if (!booked_) return;
  limiter_.give_back(account_key_, per_account);
  limiter_.give_back(address_key_, per_address);
}

void FailureLimiter::Attempt::succeeded() {
  limiter_.familiar_.put(familiar_key_, true, limiter_.clock_.steady());
}

}  // namespace chatelier::auth
