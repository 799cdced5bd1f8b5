// Redis for the platform: commands and subscriptions over two hiredis connections on the backbone's
// io_context. Everything here is called on the backbone thread. Redis holds nothing that may not be lost.
#pragma once

#include <chatelier/logger.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/task.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatelier {

/// A reply of RESP2, copied out of hiredis.
struct RedisReply {
  enum class Kind : std::uint8_t { nil, status, error, integer, string, array };
  Kind kind = Kind::nil;
  std::int64_t integer = 0;
  std::string text;
  std::vector<RedisReply> items;
};

/// Reconnects by itself: 50 ms, doubling to 2 s with jitter. While it is away, commands fail at once.
class Redis {
 public:
  using Arguments = std::vector<std::string>;
  using MessageHandler = std::function<void(std::string_view channel, std::string_view payload)>;

  /// `url`: `redis://[:password@]host[:port][/db]` or `unix:///path/to.sock`.
  Redis(boost::asio::io_context& backbone, std::string url, Logger logger, Metrics& metrics);
  ~Redis();

  /// Called once; connects in the background.
  void start();
  /// Closes both connections; pending commands answer nullopt. The destructor does it too, on the backbone's
  /// thread or after its end.
  void stop();

  /// nullopt: Redis is away, timed out (1 s) or went away before it answered; the command may or may not have
  /// run.
  Task<std::optional<RedisReply>> command(Arguments arguments);
  /// The same without waiting for an answer; dropped while Redis is away.
  void send(Arguments arguments);

  /// Channel subscriptions survive reconnects. `on_message` and `on_subscribed` (called for each channel
  /// whenever the server has confirmed it, also after a reconnect) are set once before `start`.
  void on_message(MessageHandler handler);
  void on_subscribed(std::function<void(std::string_view channel)> handler);
  /// Set once before `start`; called whenever both connections stand again.
  void on_connected(std::function<void()> handler);
  void subscribe(const std::string& channel);
  void unsubscribe(const std::string& channel);

  /// Both connections stand. Any thread.
  [[nodiscard]] bool connected() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatelier
