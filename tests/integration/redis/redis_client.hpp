// One client of a Redis server with its loop, and what it has heard on its channels.
#pragma once

#include "loop_thread.hpp"

#include <chatelier/redis.hpp>

#include <algorithm>
#include <csignal>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chatelier::test {

class RedisClient {
 public:
  explicit RedisClient(const std::string& url) {
    std::signal(SIGPIPE, SIG_IGN);  // as the server does: hiredis writes with write(2)
    redis = std::make_unique<Redis>(loop.io(), url, Logger(), metrics);
    redis->on_message([this](std::string_view channel, std::string_view payload) {
      if (payload == "throw") throw std::runtime_error("a handler's mistake");
      const std::scoped_lock lock(mutex_);
      messages_.emplace_back(channel, payload);
    });
    redis->on_subscribed([this](std::string_view channel) {
      const std::scoped_lock lock(mutex_);
      subscribed_.emplace_back(channel);
    });
    loop.call([this] { redis->start(); });
  }
  ~RedisClient() {
    loop.call([this] { redis.reset(); });
    loop.finish();
  }

  [[nodiscard]] bool connects(std::chrono::milliseconds limit = std::chrono::seconds(5)) const {
    return eventually([this] { return redis->connected(); }, limit);
  }
  [[nodiscard]] bool disconnects(std::chrono::milliseconds limit = std::chrono::seconds(5)) const {
    return eventually([this] { return !redis->connected(); }, limit);
  }
  std::future<std::optional<RedisReply>> start(Redis::Arguments arguments) {
    return loop.start(redis->command(std::move(arguments)));
  }
  std::optional<RedisReply> ask(Redis::Arguments arguments) { return start(std::move(arguments)).get(); }
  void send(Redis::Arguments arguments) {
    loop.call([&] { redis->send(arguments); });
  }
  void subscribe(const std::string& channel) {
    loop.call([&] { redis->subscribe(channel); });
  }
  void unsubscribe(const std::string& channel) {
    loop.call([&] { redis->unsubscribe(channel); });
  }
  [[nodiscard]] std::size_t confirmations(const std::string& channel) const {
    const std::scoped_lock lock(mutex_);
    return static_cast<std::size_t>(std::count(subscribed_.begin(), subscribed_.end(), channel));
  }
  [[nodiscard]] bool confirmed(const std::string& channel, std::size_t times = 1) const {
    return eventually([&] { return confirmations(channel) >= times; });
  }
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> messages() const {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }
  [[nodiscard]] bool hears(const std::string& channel, const std::string& payload) const {
    return eventually([&] {
      const auto all = messages();
      return std::find(all.begin(), all.end(), std::pair(channel, payload)) != all.end();
    });
  }

  Metrics metrics;
  LoopThread loop;
  std::unique_ptr<Redis> redis;

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<std::string, std::string>> messages_;
  std::vector<std::string> subscribed_;
};

}  // namespace chatelier::test
