// One connection to Redis, opened again whenever it breaks. The backbone's thread only.
#pragma once

#include <chatelier/logger.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/redis.hpp>
#include <chatelier/redis_url.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

struct redisAsyncContext;  // NOLINT(readability-identifier-naming): hiredis names it

namespace chatelier {

class RedisLink : public std::enable_shared_from_this<RedisLink> {
 public:
  using Answer = std::function<void(std::optional<RedisReply>)>;
  using Push = std::function<void(const RedisReply&)>;

  struct Hooks {
    std::function<void()> up;    // authenticated and on its database
    std::function<void()> down;  // was up and is no more
    Push push;                   // what comes on subscribed channels, confirmations too
  };

  RedisLink(boost::asio::io_context& loop, std::string name, RedisUrl url, Hooks hooks, Logger logger,
            Metrics& metrics);

  void open();
  /// For good.
  void close();
  /// Counts as broken from now on.
  void restart(const std::string& why);
  [[nodiscard]] bool up() const { return up_; }

  /// The answer is nullopt when the link is down or breaks first. Answers come in order, within a second or
  /// the link counts as broken.
  void command(const Redis::Arguments& arguments, Answer answer);
  /// SUBSCRIBE or UNSUBSCRIBE: answered through `push`.
  void subscription(const Redis::Arguments& arguments);

 private:
  struct Waiting;
  using Addresses = boost::asio::ip::tcp::resolver::results_type;

  void connect();
  void resolved(const Addresses& addresses);
  void attach(redisAsyncContext* context);
  void connected(bool well);
  void lost(const std::string& why);
  void reconnect_later();
  void watch();
  void introduce(std::vector<Redis::Arguments> commands);

  boost::asio::io_context& loop_;
  const std::string name_;
  const RedisUrl url_;
  Hooks hooks_;
  Logger logger_;
  prometheus::Counter& reconnects_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer retry_;
  boost::asio::steady_timer patience_;
  redisAsyncContext* context_ = nullptr;
  bool up_ = false;
  bool closed_ = false;
  bool said_away_ = false;
  std::chrono::milliseconds backoff_;
  std::size_t attempts_ = 0;
  std::minstd_rand random_{std::random_device{}()};
  /// When each command that waits was sent, oldest first; also the connecting itself.
  std::deque<std::chrono::steady_clock::time_point> sent_;
};

}  // namespace chatelier
