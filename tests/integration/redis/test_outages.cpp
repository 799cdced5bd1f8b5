// The client while Redis breaks in every way that it can: callers hear at once, and it comes back by itself
// [P9].
#include "redis_client.hpp"
#include "redis_process.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace std::chrono_literals;
using chatelier::test::RedisClient;
using chatelier::test::RedisProcess;

namespace {

std::chrono::milliseconds since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
}

struct Pair {
  Pair() : server(), client((server.start(), server.url())) {
    REQUIRE(client.connects());
    client.subscribe("news");
    REQUIRE(client.confirmed("news"));
  }
  void still_works() {
    REQUIRE(client.connects());
    REQUIRE(test::eventually([this] {
      const auto reply = client.ask({"PING"});
      return reply && reply->text == "PONG";
    }));
    REQUIRE(test::eventually([this] {
      client.send({"PUBLISH", "news", "back"});
      return !client.messages().empty();
    }));
    CHECK_THAT(client.metrics.text(), Catch::Matchers::Contains("chatelier_redis_connected 1"));
  }

  RedisProcess server;
  RedisClient client;
};

}  // namespace

TEST_CASE("a server that comes later is found") {
  RedisProcess server;
  RedisClient client(server.url());
  client.subscribe("early");
  CHECK_FALSE(client.connects(200ms));
  const auto begun = std::chrono::steady_clock::now();
  CHECK_FALSE(client.ask({"GET", "x"}).has_value());
  CHECK(since(begun) < 100ms);
  server.start();
  REQUIRE(client.connects());
  CHECK(client.confirmed("early"));
}

TEST_CASE("a server that is killed and started again is found again, with what was subscribed") {
  Pair pair;
  for (std::size_t round = 2; round < 5; ++round) {
    pair.server.stop();
    REQUIRE(pair.client.disconnects());
    CHECK_FALSE(pair.client.ask({"PING"}).has_value());
    CHECK_THAT(pair.client.metrics.text(), Catch::Matchers::Contains("chatelier_redis_connected 0"));
    pair.client.subscribe("away" + std::to_string(round));
    pair.server.start();
    REQUIRE(pair.client.confirmed("news", round));
    REQUIRE(pair.client.confirmed("away" + std::to_string(round)));
  }
  pair.still_works();
  CHECK_THAT(pair.client.metrics.text(), !Catch::Matchers::Contains("reconnects_total{link=\"commands\"} 0"));
}

TEST_CASE("a connection that the server ends is made again") {
  Pair pair;
  RedisClient other(pair.server.url());
  REQUIRE(other.connects());
  SECTION("that of the subscriber") {
    CHECK(other.ask({"CLIENT", "KILL", "TYPE", "pubsub"})->integer == 2);
    CHECK(pair.client.confirmed("news", 2));
  }
  SECTION("that of the commands") { CHECK(other.ask({"CLIENT", "KILL", "TYPE", "normal"})->integer >= 1); }
  SECTION("its own, by a command that then has no answer") {
    const auto id = std::to_string(pair.client.ask({"CLIENT", "ID"})->integer);
    pair.client.send({"CLIENT", "KILL", "ID", id, "SKIPME", "no"});
    pair.client.ask({"PING"});
  }
  pair.still_works();
}

TEST_CASE("a server that stops answering is given up within a second, and every command with it") {
  Pair pair;
  pair.client.send({"CLIENT", "PAUSE", "2500", "ALL"});
  std::vector<std::future<std::optional<RedisReply>>> answers;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i)
    answers.push_back(pair.client.start({"PING"}));
  for (auto& answer : answers)
    CHECK_FALSE(answer.get().has_value());
  CHECK(since(begun) > 500ms);
  CHECK(since(begun) < 1'500ms);
  CHECK_THAT(pair.client.metrics.text(), Catch::Matchers::Contains("commands_failed_total 100"));
  pair.still_works();
}

TEST_CASE("a frozen server is noticed by a client that asks nothing") {
  Pair pair;
  pair.server.freeze();
  const auto begun = std::chrono::steady_clock::now();
  CHECK(pair.client.disconnects(4s));
  CHECK(since(begun) < 3'500ms);
  pair.server.thaw();
  pair.still_works();
}

TEST_CASE("a script that runs too long does not hold the caller") {
  Pair pair;
  const auto begun = std::chrono::steady_clock::now();
  auto busy = pair.client.ask(
      {"EVAL", "local t = redis.call('TIME')[1] + 2 while redis.call('TIME')[1] + 0 < t do end", "0"});
  CHECK_FALSE(busy.has_value());
  CHECK(since(begun) < 3'500ms);
  pair.still_works();
}

TEST_CASE("stopping answers what waits") {
  Pair pair;
  pair.server.freeze();
  auto waiting = pair.client.start({"PING"});
  pair.client.loop.call([&] { pair.client.redis->stop(); });
  CHECK_FALSE(waiting.get().has_value());
  CHECK_FALSE(pair.client.ask({"PING"}).has_value());
  CHECK_FALSE(pair.client.redis->connected());
  pair.server.thaw();
}

TEST_CASE("messages by the thousand survive connections that are cut all the time") {
  Pair pair;
  RedisClient other(pair.server.url());
  REQUIRE(other.connects());
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 50; ++i)
      pair.client.start({"PUBLISH", "news", std::to_string(i)});
    other.ask({"CLIENT", "KILL", "TYPE", round % 2 == 0 ? "pubsub" : "normal"});
  }
  pair.still_works();
}
