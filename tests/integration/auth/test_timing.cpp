// Whether time tells who has an account. Takes minutes and a quiet machine, so it runs by name only:
// integration_tests "[timing]"
#include "accounts_on_postgres.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace chatelier;
using namespace chatelier::test;
using namespace std::chrono_literals;

namespace {

constexpr int samples = 400;
constexpr int warming_up = 50;

double seconds(const std::function<void()>& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

double median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

/// The two-sided p of the Mann-Whitney test, by the normal approximation.
double mann_whitney(const std::vector<double>& a, const std::vector<double>& b) {
  double u = 0;
  for (const double x : a)
    for (const double y : b)
      u += x > y ? 1 : x == y ? 0.5 : 0;
  const double n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  const double z = (u - n * m / 2) / std::sqrt(n * m * (n + m + 1) / 12);
  return std::erfc(std::abs(z) / std::sqrt(2));
}

/// Both kinds by turns, each first as often as the other, so that neither gains by what the machine does
/// meanwhile.
void compare(const std::function<void(int)>& known, const std::function<void(int)>& unknown) {
  std::vector<double> times_known, times_unknown;
  for (int i = 0; i < samples; ++i) {
    const auto one = [&] { times_known.push_back(seconds([&] { known(i); })); };
    const auto other = [&] { times_unknown.push_back(seconds([&] { unknown(i); })); };
    if (i % 2 == 0) {
      one();
      other();
    } else {
      other();
      one();
    }
  }
  times_known.erase(times_known.begin(), times_known.begin() + warming_up);
  times_unknown.erase(times_unknown.begin(), times_unknown.begin() + warming_up);
  const double difference = median(times_known) / median(times_unknown) - 1;
  const double p = mann_whitney(times_known, times_unknown);
  WARN("median " << median(times_known) * 1000 << " ms, difference " << difference * 100 << " %, p " << p);
  CHECK(std::abs(difference) <= 0.03);
  CHECK(p > 0.01);
}

}  // namespace

TEST_CASE("signing in takes the same time for known and unknown accounts [req-7]", "[.][timing]") {
  Accounts accounts;
  REQUIRE(accounts.browser().sign_up("alice").status == 201);
  const auto sign_in = [&](const std::string& login) {
    accounts.clock.advance(10min);  // so that guessing is not slowed down
    CHECK(accounts.browser().sign_in(login, "not the password").status == 401);
  };
  compare([&](int) { sign_in("alice"); }, [&](int) { sign_in("bobby"); });
}

TEST_CASE("registering takes the same time with known and unknown addresses [req-7]", "[.][timing]") {
  Accounts accounts;
  REQUIRE(
      accounts.browser().sign_up("alice", "long enough words", {{"email", "known@example.test"}}).status ==
      201);
  const auto sign_up = [&](const std::string& name, const std::string& email) {
    CHECK(accounts.browser().sign_up(name, "long enough words", {{"email", email}}).status == 201);
  };
  compare(
      [&](int i) { sign_up("known_" + std::to_string(i), "known@example.test"); },
      [&](int i) { sign_up("other_" + std::to_string(i), "other" + std::to_string(i) + "@example.test"); });
}
