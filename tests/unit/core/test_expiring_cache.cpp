// The cache that all shards share: how long it serves what, and that it never brings back what was revoked.
#include "manual_clock.hpp"

#include <chatelier/expiring_cache.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace chatelier;
using namespace std::chrono_literals;
using Cache = ExpiringCache<std::string, int>;

TEST_CASE("a value is served for its lifetime, counted from when it was true") {
  test::ManualClock clock;
  Cache cache(clock, 1s, 100);
  CHECK_FALSE(cache.get("a"));
  const SteadyTime read_began = clock.steady();
  clock.advance(400ms);  // a slow read
  cache.put("a", 1, read_began);
  clock.advance(599ms);
  CHECK(cache.get("a") == 1);
  clock.advance(1ms);
  CHECK_FALSE(cache.get("a"));
}

TEST_CASE("one caller is told to read again in the last quarter of a value's life") {
  test::ManualClock clock;
  Cache cache(clock, 1s, 100);
  const auto renews = [&cache] {
    const auto known = cache.get_and_renew("a");
    REQUIRE(known);
    return known->renew;
  };
  CHECK_FALSE(cache.get_and_renew("a"));
  cache.put("a", 1, clock.steady());
  clock.advance(749ms);
  CHECK_FALSE(renews());
  clock.advance(1ms);
  CHECK(renews());
  CHECK_FALSE(renews());
  cache.put("a", 2, clock.steady());
  CHECK(cache.get_and_renew("a")->value == 2);
  clock.advance(750ms);
  CHECK(renews());
  clock.advance(250ms);
  CHECK_FALSE(cache.get_and_renew("a"));
  cache.put("a", 3, clock.steady());
  clock.advance(750ms);
  cache.forget("a");
  CHECK_FALSE(cache.get_and_renew("a"));
}

TEST_CASE("a read that began before a forget cannot bring the value back") {
  test::ManualClock clock;
  Cache cache(clock, 1s, 100);
  const SteadyTime read_began = clock.steady();
  cache.forget("a");
  cache.put("a", 1, read_began);
  CHECK_FALSE(cache.get("a"));
  clock.advance(1ms);
  cache.put("a", 2, clock.steady());
  CHECK(cache.get("a") == 2);
  cache.put("a", 1, read_began);
  CHECK(cache.get("a") == 2);
}

TEST_CASE("update sees what stands, and nothing once it has expired") {
  test::ManualClock clock;
  Cache cache(clock, 1s, 100);
  const auto count = [](std::optional<int>& value) { return *(value = value.value_or(0) + 1); };
  CHECK(cache.update("a", count) == 1);
  CHECK(cache.update("a", count) == 2);
  clock.advance(1s);
  CHECK(cache.update("a", count) == 1);
}

TEST_CASE("the capacity holds whatever is put") {
  test::ManualClock clock;
  Cache cache(clock, 1s, 160);
  int found = 0;
  for (int i = 0; i < 10'000; ++i)
    cache.put(std::to_string(i), i, clock.steady());
  for (int i = 0; i < 10'000; ++i)
    found += cache.get(std::to_string(i)).has_value() ? 1 : 0;
  CHECK(found > 100);
  CHECK(found <= 176);
  // What has expired makes room first.
  clock.advance(2s);
  cache.put("new", 1, clock.steady());
  CHECK(cache.get("new") == 1);
}

TEST_CASE("updates from many threads are not lost") {
  test::ManualClock clock;
  Cache cache(clock, 1s, 100);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i)
        cache.update("a", [](std::optional<int>& value) { return *(value = value.value_or(0) + 1); });
    });
  for (auto& thread : threads)
    thread.join();
  CHECK(cache.get("a") == 4000);
}
