// Limiters of several nodes on one Redis, also while it breaks (requirement 44, P9).
#include "../redis/redis_client.hpp"
#include "../redis/redis_process.hpp"

#include <chatelier/rate_limit.hpp>
#include <chatelier/shared_buckets.hpp>

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace std::chrono_literals;
using chatelier::test::RedisClient;
using chatelier::test::RedisProcess;

namespace {

// Tokens of these come back in no test's time.
const protocol::RateSpec quick{"send", 0, {10, 4'000ms}, {0, 0ms}};
const protocol::RateSpec slow{"login", 0, {10, 90s}, {12, 90s}};

struct Node {
  explicit Node(const std::string& url, const std::string& secret = "of this installation")
      : client(url), shared(client.loop.io(), *client.redis, client.metrics) {
    shared.open(secret);
  }
  int asked(const std::string& user, const std::string& address, int times) {
    int passed = 0;
    for (int i = 0; i < times; ++i)
      passed += client.loop.run(limiter.ask(slow, user, address)).allowed ? 1 : 0;
    return passed;
  }
  int taken(const std::string& user, int times) {
    int passed = 0;
    for (int i = 0; i < times; ++i)
      passed += limiter.take(quick, user, "192.0.2.1").allowed ? 1 : 0;
    return passed;
  }
  void reconcile() { client.loop.start(limiter.reconcile()).get(); }

  SystemClock clock;
  RedisClient client;
  SharedBuckets shared;
  RateLimiter limiter{clock, true, &shared};
};

struct TwoNodes {
  TwoNodes() : server(), one((server.start(), server.url())), two(server.url()) {
    REQUIRE(one.client.connects());
    REQUIRE(two.client.connects());
  }
  std::vector<std::string> keys() {
    std::vector<std::string> all;
    const auto answer = one.client.ask({"KEYS", "*"});
    for (const auto& key : answer->items)
      all.push_back(key.text);
    return all;
  }

  RedisProcess server;
  Node one;
  Node two;
};

}  // namespace

TEST_CASE("what returns slowly is one bucket for all nodes, at once [req-44]") {
  TwoNodes nodes;
  CHECK(nodes.one.asked("alice", "192.0.2.1", 6) == 6);
  CHECK(nodes.two.asked("alice", "192.0.2.2", 6) == 4);
  CHECK(nodes.one.asked("alice", "192.0.2.3", 6) == 0);
  const auto refused = nodes.two.client.loop.run(nodes.two.limiter.ask(slow, "alice", "192.0.2.2"));
  CHECK(refused.retry_after > 80s);
  CHECK(refused.retry_after <= 90s);
  CHECK(nodes.two.asked("bob", "192.0.2.1", 6) == 6);  // a refusal by one bucket takes nothing from another
  CHECK(nodes.two.asked("", "192.0.2.1", 6) == 0);
}

TEST_CASE("what returns quickly is known at the other node with the next report [req-44]") {
  TwoNodes nodes;
  CHECK(nodes.one.taken("alice", 6) == 6);
  nodes.one.reconcile();
  CHECK(nodes.two.taken("alice", 1) == 1);  // what it has not heard of it does not ask about
  nodes.two.reconcile();
  CHECK(nodes.two.taken("alice", 9) == 3);
  nodes.two.reconcile();
  nodes.one.reconcile();
  CHECK(nodes.one.taken("alice", 1) == 1);
  nodes.one.reconcile();
  CHECK(nodes.one.taken("alice", 9) == 0);
  CHECK(nodes.one.taken("bob", 12) == 10);
}

TEST_CASE("somebody at one node never feels that nodes compare [req-44]") {
  TwoNodes nodes;
  for (int i = 0; i < 10; ++i) {
    CHECK(nodes.one.taken("alice", 1) == 1);
    nodes.one.reconcile();
  }
  CHECK(nodes.one.taken("alice", 1) == 0);
}

TEST_CASE("it reports by itself while it runs [req-44]") {
  TwoNodes nodes;
  for (Node* node : {&nodes.one, &nodes.two})
    node->client.loop.call([node] { node->limiter.start(); });
  CHECK(nodes.one.taken("alice", 10) == 10);
  CHECK(test::eventually([&] { return nodes.two.taken("alice", 1) == 0; }));
  for (Node* node : {&nodes.one, &nodes.two})
    node->client.loop.call([node] { node->limiter.stop(); });
}

TEST_CASE("Redis learns neither names nor addresses, and keeps nothing for longer than it counts [req-44]") {
  TwoNodes nodes;
  CHECK(nodes.one.asked("alice", "192.0.2.1", 2) == 2);
  CHECK(nodes.one.taken("alice", 2) == 2);
  nodes.one.reconcile();
  const auto keys = nodes.keys();
  REQUIRE(keys.size() == 3);
  for (const std::string& key : keys) {
    CHECK(key.substr(0, 15) == "chatelier:rate:");
    CHECK(key.find_first_not_of("0123456789abcdef", 15) == std::string::npos);
    const auto lives = std::chrono::milliseconds(nodes.one.client.ask({"PTTL", key})->integer);
    CHECK(lives > 0ms);
    CHECK(lives <= 180s);
  }
  Node elsewhere(nodes.server.url(), "of another installation");
  REQUIRE(elsewhere.client.connects());
  CHECK(elsewhere.asked("alice", "192.0.2.1", 12) == 10);
}

TEST_CASE("what is no count counts as absent [req-44]") {
  TwoNodes nodes;
  CHECK(nodes.one.asked("alice", "192.0.2.1", 1) == 1);
  const auto value =
      GENERATE(std::string("nonsense"), std::string("nan"), std::string("-inf"), std::string("inf"),
               std::string("1e300"), std::string("9999999999999999"), std::string("-5"), std::string());
  for (const std::string& key : nodes.keys())
    REQUIRE(nodes.one.client.ask({"SET", key, value})->text == "OK");
  CHECK(nodes.two.asked("alice", "192.0.2.1", 12) == 10);
}

TEST_CASE("a key of another kind counts as absent [req-44]") {
  TwoNodes nodes;
  CHECK(nodes.one.asked("alice", "192.0.2.1", 1) == 1);
  for (const std::string& key : nodes.keys()) {
    nodes.one.client.ask({"DEL", key});
    nodes.one.client.ask({"RPUSH", key, "1"});
  }
  CHECK(nodes.two.asked("alice", "192.0.2.1", 12) == 10);
}

TEST_CASE("without Redis each node counts alone; with a new Redis together again [req-44][P9]") {
  TwoNodes nodes;
  CHECK(nodes.one.asked("alice", "192.0.2.1", 4) == 4);
  CHECK(nodes.one.taken("alice", 4) == 4);
  nodes.server.stop();
  REQUIRE(nodes.one.client.disconnects());
  REQUIRE(nodes.two.client.disconnects());
  const auto begun = std::chrono::steady_clock::now();
  CHECK(nodes.one.asked("alice", "192.0.2.1", 12) == 6);
  CHECK(nodes.two.asked("alice", "192.0.2.1", 12) == 10);
  CHECK(nodes.one.taken("alice", 12) == 6);
  nodes.one.reconcile();
  CHECK(std::chrono::steady_clock::now() - begun < 40ms);

  nodes.server.start();
  REQUIRE(nodes.one.client.connects());
  REQUIRE(nodes.two.client.connects());
  CHECK(nodes.one.asked("alice", "192.0.2.1", 3) == 0);  // what it knows itself still stands
  CHECK(nodes.one.asked("bob", "192.0.2.7", 5) == 5);
  CHECK(nodes.two.asked("bob", "192.0.2.8", 12) == 5);
}

TEST_CASE("a Redis that hangs holds nobody longer than its patience [req-44][P9]") {
  TwoNodes nodes;
  CHECK(nodes.one.asked("alice", "192.0.2.1", 1) == 1);
  nodes.server.freeze();
  const auto begun = std::chrono::steady_clock::now();
  CHECK(nodes.one.asked("alice", "192.0.2.1", 1) == 1);
  const auto took = std::chrono::steady_clock::now() - begun;
  CHECK(took >= 45ms);
  CHECK(took < 500ms);
  nodes.server.thaw();
}

TEST_CASE("a script that Redis has forgotten is told again") {
  TwoNodes nodes;
  CHECK(nodes.one.asked("alice", "192.0.2.1", 5) == 5);
  REQUIRE(nodes.one.client.ask({"SCRIPT", "FLUSH"})->text == "OK");
  CHECK(nodes.one.asked("alice", "192.0.2.1", 1) == 1);
  CHECK(nodes.two.asked("alice", "192.0.2.2", 12) == 4);
}
