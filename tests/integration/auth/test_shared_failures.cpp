// Wrong passwords count wherever they are tried: two nodes on one Redis.
#include "../redis/redis_client.hpp"
#include "../redis/redis_process.hpp"
#include "features/auth/failure_limiter.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::auth;
using namespace std::chrono_literals;
using chatelier::test::RedisClient;
using chatelier::test::RedisProcess;

namespace {

enum class End { fails, succeeds, breaks };

struct Node {
  explicit Node(const std::string& url)
      : client(url), shared(client.loop.io(), *client.redis, client.metrics), limiter(clock, &shared) {
    shared.open("of this installation");
  }
  /// How long to wait; zero when it was tried.
  std::chrono::milliseconds guess(const std::string& login, const std::string& address, End end) {
    auto attempt = [&]() -> Task<std::chrono::milliseconds> {
      auto begun = co_await limiter.begin(login, address);
      if (begun.wait() == 0ms && end == End::fails) begun.failed();
      if (begun.wait() == 0ms && end == End::succeeds) begun.succeeded();
      co_return begun.wait();
    };
    return client.loop.run(attempt());
  }
  int failures(const std::string& login, const std::string& address, int times) {
    int admitted = 0;
    for (int i = 0; i < times; ++i)
      admitted += guess(login, address, End::fails) == 0ms ? 1 : 0;
    return admitted;
  }

  SystemClock clock;
  RedisClient client;
  SharedBuckets shared;
  FailureLimiter limiter;
};

struct TwoNodes {
  TwoNodes() : server(), one((server.start(), server.url())), two(server.url()) {
    REQUIRE(one.client.connects());
    REQUIRE(two.client.connects());
  }
  RedisProcess server;
  Node one;
  Node two;
};

}  // namespace

TEST_CASE("ten wrong passwords slow the account at every node [req-6]") {
  TwoNodes nodes;
  CHECK(nodes.one.failures("alice", "192.0.2.1", 5) == 5);
  CHECK(nodes.two.failures("alice", "192.0.2.2", 7) == 5);
  const auto wait = nodes.one.guess("alice", "198.51.100.3", End::fails);
  CHECK(wait > 80s);
  CHECK(wait <= 90s);
  CHECK(nodes.one.failures("bob", "198.51.100.3", 3) == 3);
}

TEST_CASE("what did not fail is given back at every node [req-6]") {
  TwoNodes nodes;
  for (int i = 0; i < 15; ++i)
    CHECK(nodes.one.guess("alice", "192.0.2.1", End::breaks) == 0ms);
  CHECK(nodes.two.failures("alice", "192.0.2.2", 12) == 10);
  // A refusal took nothing from the address.
  CHECK(nodes.one.failures("alice", "192.0.2.9", 150) == 0);
  CHECK(nodes.one.failures("bob", "192.0.2.9", 5) == 5);
}

TEST_CASE("who is known at one node is known at the other; strangers keep nobody out [req-6]") {
  TwoNodes nodes;
  CHECK(nodes.one.guess("alice", "203.0.113.5", End::succeeds) == 0ms);
  CHECK(nodes.one.failures("alice", "192.0.2.1", 12) == 10);
  CHECK(nodes.two.failures("alice", "192.0.2.1", 2) == 0);
  CHECK(nodes.two.guess("alice", "203.0.113.5", End::succeeds) == 0ms);
}

TEST_CASE("with Redis gone each node still limits [req-6][P9]") {
  TwoNodes nodes;
  CHECK(nodes.one.failures("alice", "192.0.2.1", 4) == 4);
  nodes.server.stop();
  REQUIRE(nodes.one.client.disconnects());
  REQUIRE(nodes.two.client.disconnects());
  CHECK(nodes.one.failures("alice", "192.0.2.1", 12) == 6);
  CHECK(nodes.two.failures("alice", "192.0.2.1", 12) == 10);
  nodes.server.start();
  REQUIRE(nodes.one.client.connects());
  CHECK(nodes.one.failures("alice", "192.0.2.1", 3) == 0);
}
