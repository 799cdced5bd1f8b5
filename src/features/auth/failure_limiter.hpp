// How often a password may be guessed: 10 failures per account and 100 per address in 15 minutes, then the
// guesser waits. Counted in this process (GCRA: one point in time per key) and, while Redis is there, by all
// nodes together; for every login name that is tried, so that names nobody has run dry like any other. Any
// thread.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/expiring_cache.hpp>
#include <chatelier/shared_buckets.hpp>
#include <chatelier/task.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatelier::auth {

class FailureLimiter {
 public:
  /// Without `shared` this process counts for itself.
  explicit FailureLimiter(const Clock& clock, SharedBuckets* shared = nullptr);

  /// One try of a password, booked from its beginning, so that guesses in parallel count too. Unless `failed`
  /// is called its end gives the booking back: also when the database was away or the hashing queue full.
  class Attempt {
   public:
    Attempt(Attempt&& other) noexcept;
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;
    ~Attempt();

    /// Zero: go on. Otherwise nothing was booked, and this is how long to wait.
    [[nodiscard]] std::chrono::milliseconds wait() const { return wait_; }
    void failed() { booked_ = booked_everywhere_ = false; }
    /// The right password from here: this address is from now on counted apart from all others that try the
    /// account, so that strangers who guess cannot keep the owner out.
    void succeeded();

   private:
    friend class FailureLimiter;
    Attempt(FailureLimiter& limiter, std::string_view login, std::string_view address);

    /// In this process.
    void book(bool familiar);
    void give_back();
    /// By all nodes.
    Task<void> book_everywhere();
    [[nodiscard]] std::vector<SharedBucket> buckets() const;

    FailureLimiter& limiter_;
    std::string login_;
    std::string familiar_key_;
    std::string account_key_;
    std::string address_key_;
    std::chrono::milliseconds wait_{0};
    bool booked_ = false;
    bool booked_everywhere_ = false;
  };

  /// `login`: as login_key() made it.
  [[nodiscard]] Task<Attempt> begin(std::string login, std::string address);

  static constexpr std::chrono::minutes window{15};
  static constexpr int per_account = 10;
  static constexpr int per_address = 100;

 private:
  /// Zero when one more fits, which is then booked.
  std::chrono::milliseconds take(const std::string& key, int burst);
  void give_back(const std::string& key, int burst);

  const Clock& clock_;
  SharedBuckets* const shared_;
  // When the key's bookings will have drained away.
  ExpiringCache<std::string, SteadyTime> drained_at_;
  ExpiringCache<std::string, bool> familiar_;
};

}  // namespace chatelier::auth
