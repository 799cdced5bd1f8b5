// Commands and subscriptions against a real Redis that behaves.
#include "redis_client.hpp"
#include "redis_process.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace chatelier;
using chatelier::test::RedisClient;
using chatelier::test::RedisProcess;
using Kind = RedisReply::Kind;

namespace {

std::string shared_server() {
  const char* url = std::getenv("TEST_REDIS_URL");
  if (url == nullptr) throw std::runtime_error("TEST_REDIS_URL is not set; ./dev test sets it");
  return url;
}

}  // namespace

TEST_CASE("every kind of reply arrives as it is") {
  RedisClient client(shared_server());
  REQUIRE(client.connects());
  const auto key = "test:" + new_id();
  const std::string bytes("a\0b\r\n\xff", 6);
  CHECK(client.ask({"SET", key, bytes})->kind == Kind::status);
  const auto got = client.ask({"GET", key});
  CHECK(got->kind == Kind::string);
  CHECK(got->text == bytes);
  CHECK(client.ask({"STRLEN", key})->integer == 6);
  CHECK(client.ask({"GET", key + "none"})->kind == Kind::nil);
  const auto wrong = client.ask({"INCR", key});
  CHECK(wrong->kind == Kind::error);
  CHECK_THAT(wrong->text, Catch::Matchers::StartsWith("ERR"));
  const auto nested = client.ask({"EVAL", "return {1, {'two', false}}", "0"});
  REQUIRE(nested->items.size() == 2);
  CHECK(nested->items[0].integer == 1);
  CHECK(nested->items[1].items[0].text == "two");
  CHECK(nested->items[1].items[1].kind == Kind::nil);
  client.send({"DEL", key});
  CHECK(client.ask({"EXISTS", key})->integer == 0);
}

TEST_CASE("many commands at once are answered each with its own") {
  RedisClient client(shared_server());
  REQUIRE(client.connects());
  std::vector<std::future<std::optional<RedisReply>>> answers;
  for (int i = 0; i < 5'000; ++i)
    answers.push_back(client.start({"ECHO", std::to_string(i)}));
  for (int i = 0; i < 5'000; ++i) {
    const auto answer = answers[static_cast<std::size_t>(i)].get();
    REQUIRE(answer.has_value());
    REQUIRE(answer->text == std::to_string(i));
  }
}

TEST_CASE("who subscribes hears, in order, and nothing after unsubscribing") {
  RedisClient speaker(shared_server()), listener(shared_server());
  REQUIRE(speaker.connects());
  REQUIRE(listener.connects());
  const auto channel = "test:" + new_id(), last = channel + ":last";
  listener.subscribe(channel);
  listener.subscribe(last);
  REQUIRE(listener.confirmed(channel));
  REQUIRE(listener.confirmed(last));
  for (int i = 0; i < 500; ++i)
    speaker.send({"PUBLISH", channel, std::to_string(i)});
  speaker.send({"PUBLISH", last, "."});
  REQUIRE(listener.hears(last, "."));
  const auto heard = listener.messages();
  REQUIRE(heard.size() == 501);
  for (std::size_t i = 0; i < 500; ++i)
    REQUIRE(heard[i].second == std::to_string(i));

  listener.unsubscribe(channel);
  REQUIRE(test::eventually([&] { return speaker.ask({"PUBLISH", channel, "unheard"})->integer == 0; }));

  // Left and joined again before the server has answered either.
  listener.loop.call([&] {
    for (int i = 0; i < 50; ++i) {
      listener.redis->subscribe(channel);
      listener.redis->unsubscribe(channel);
    }
    listener.redis->subscribe(channel);
  });
  REQUIRE(test::eventually([&] { return speaker.ask({"PUBLISH", channel, "again"})->integer == 1; }));
  CHECK(listener.hears(channel, "again"));
}

TEST_CASE("a handler that throws spoils its own message only") {
  RedisClient client(shared_server());
  REQUIRE(client.connects());
  const auto channel = "test:" + new_id();
  client.subscribe(channel);
  REQUIRE(client.confirmed(channel));
  client.send({"PUBLISH", channel, "throw"});
  client.send({"PUBLISH", channel, "fine"});
  CHECK(client.hears(channel, "fine"));
  CHECK(client.redis->connected());
}

TEST_CASE("the password and the database of the URL are used; a wrong password never connects") {
  RedisProcess server({"--requirepass", "p@ss/word"});
  server.start();
  RedisClient right(server.url() + "?db=3&password=p%40ss%2Fword"), wrong(server.url() + "?password=other"),
      none(server.url());
  REQUIRE(right.connects());
  CHECK_THAT(right.ask({"CLIENT", "LIST"})->text, Catch::Matchers::Contains("db=3"));
  CHECK_FALSE(wrong.connects(std::chrono::milliseconds(300)));
  CHECK_FALSE(none.connects(std::chrono::milliseconds(300)));
  CHECK_FALSE(wrong.ask({"GET", "x"}).has_value());
}

TEST_CASE("a host is found by its name, at whichever of its addresses answers") {
  const auto port = std::to_string(20'000 + ::getpid() % 10'000);
  RedisProcess server({"--port", port, "--bind", "127.0.0.1"});
  server.start();
  RedisClient client("redis://localhost:" + port);
  CHECK(client.connects());
  RedisClient nowhere("redis://name.invalid:" + port);
  CHECK_FALSE(nowhere.connects(std::chrono::milliseconds(200)));
}

TEST_CASE("a URL that is none is refused where it is written") {
  test::LoopThread loop;
  Metrics metrics;
  CHECK_THROWS_AS(Redis(loop.io(), "http://localhost", Logger(), metrics), std::invalid_argument);
}
