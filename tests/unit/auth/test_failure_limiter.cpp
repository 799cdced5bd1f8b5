// Guessing is slowed down per account and per address; who knows the password is not locked out by others.
#include "features/auth/failure_limiter.hpp"
#include "manual_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace chatelier;
using namespace chatelier::auth;
using namespace std::chrono_literals;

namespace {

/// Without other nodes nothing is waited for.
std::unique_ptr<FailureLimiter::Attempt> begin(FailureLimiter& limiter, std::string login,
                                               std::string address) {
  using Attempt = FailureLimiter::Attempt;
  auto begun = [&]() -> Task<std::unique_ptr<Attempt>> {
    auto attempt = co_await limiter.begin(std::move(login), std::move(address));
    co_return std::make_unique<Attempt>(std::move(attempt));
  };
  boost::asio::io_context io;
  auto attempt = boost::asio::co_spawn(io, begun(), boost::asio::use_future);
  io.run();
  return attempt.get();
}

bool fail_once(FailureLimiter& limiter, const std::string& login, const std::string& address) {
  const auto attempt = begin(limiter, login, address);
  if (attempt->wait() > 0ms) return false;
  attempt->failed();
  return true;
}

int failures_until_refused(FailureLimiter& limiter, const std::string& login, const std::string& address) {
  int count = 0;
  while (count < 1000 && fail_once(limiter, login, address))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("an account takes 10 failures in 15 minutes, from wherever they come [req-6]") {
  test::ManualClock clock;
  FailureLimiter limiter(clock);
  for (int i = 0; i < 10; ++i)
    CHECK(fail_once(limiter, "alice", "192.0.2." + std::to_string(i)));
  CHECK_FALSE(fail_once(limiter, "alice", "198.51.100.1"));
  CHECK(begin(limiter, "alice", "198.51.100.1")->wait() == 90s);
  CHECK(fail_once(limiter, "bob", "198.51.100.1"));
  clock.advance(90s);
  CHECK(fail_once(limiter, "alice", "198.51.100.1"));
  CHECK_FALSE(fail_once(limiter, "alice", "198.51.100.1"));
  clock.advance(15min);
  CHECK(failures_until_refused(limiter, "alice", "198.51.100.1") == 10);
}

TEST_CASE(
    "an address takes 100 failures in 15 minutes, whatever the names; an IPv6 network counts as one "
    "[req-6]") {
  test::ManualClock clock;
  FailureLimiter limiter(clock);
  for (int i = 0; i < 100; ++i)
    CHECK(fail_once(limiter, "name" + std::to_string(i), "192.0.2.7"));
  CHECK_FALSE(fail_once(limiter, "another", "192.0.2.7"));
  CHECK(fail_once(limiter, "another", "192.0.2.8"));
  for (int i = 0; i < 100; ++i)
    CHECK(fail_once(limiter, "six" + std::to_string(i), "2001:db8:1:2::" + std::to_string(i + 1)));
  CHECK_FALSE(fail_once(limiter, "another six", "2001:db8:1:2:ffff::1"));
  CHECK(fail_once(limiter, "another six", "2001:db8:1:3::1"));
}

TEST_CASE(
    "what did not fail does not count: success, a database away, a refusal by the other limit [req-6]") {
  test::ManualClock clock;
  FailureLimiter limiter(clock);
  for (int i = 0; i < 50; ++i)
    CHECK(begin(limiter, "alice", "192.0.2.7")->wait() == 0ms);
  CHECK(failures_until_refused(limiter, "alice", "192.0.2.7") == 10);
  // The refused tries on alice took nothing from the address.
  for (int i = 0; i < 200; ++i)
    CHECK_FALSE(fail_once(limiter, "alice", "192.0.2.7"));
  int others = 0;
  while (others < 200 && fail_once(limiter, "name" + std::to_string(others), "192.0.2.7"))
    ++others;
  CHECK(others == 90);
}

TEST_CASE("guesses in parallel count from their beginning [req-6]") {
  test::ManualClock clock;
  FailureLimiter limiter(clock);
  std::vector<std::unique_ptr<FailureLimiter::Attempt>> running;
  int admitted = 0;
  for (int i = 0; i < 30; ++i) {
    running.push_back(begin(limiter, "alice", "192.0.2.7"));
    if (running.back()->wait() == 0ms) ++admitted;
  }
  CHECK(admitted == 10);
  running.clear();
  CHECK(begin(limiter, "alice", "192.0.2.7")->wait() == 0ms);
}

TEST_CASE("strangers who guess do not keep the owner out [req-6]") {
  test::ManualClock clock;
  FailureLimiter limiter(clock);
  begin(limiter, "alice", "203.0.113.5")->succeeded();
  CHECK(failures_until_refused(limiter, "alice", "192.0.2.7") == 10);
  CHECK(begin(limiter, "alice", "203.0.113.5")->wait() == 0ms);
  // Being known is no licence: from there too it is 10.
  CHECK(failures_until_refused(limiter, "alice", "203.0.113.5") == 10);
  CHECK(begin(limiter, "bob", "203.0.113.5")->wait() == 0ms);
}
