// Commands on one link, subscriptions on the other, and a pulse through both that shows whether they are
// alive.
#include "link.hpp"

#include <chatelier/ids.hpp>
#include <chatelier/redis.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <stdexcept>
#include <unordered_set>
#include <utility>

namespace chatelier {
namespace {

constexpr std::chrono::milliseconds pulse_every{1'000};
// A subscriber that has not heard the pulse for so long is connected to nobody.
constexpr std::chrono::milliseconds pulse_patience{2'500};

RedisUrl url_of(const std::string& text) {
  auto parsed = parse_redis_url(text);
  if (const auto* wrong = std::get_if<std::string>(&parsed))
    throw std::invalid_argument("redis url: " + *wrong);
  return std::get<RedisUrl>(std::move(parsed));
}

}  // namespace

struct Redis::State {
  State(boost::asio::io_context& loop, const std::string& url, const Logger& logger, Metrics& metrics)
      : commands_total(metrics.counter("chatelier_redis_commands_total", "Commands sent to Redis")),
        failed_total(metrics.counter("chatelier_redis_commands_failed_total",
                                     "Commands that got no answer from Redis")),
        connected_gauge(
            metrics.gauge("chatelier_redis_connected", "1 while both connections to Redis stand")),
        pulse(loop),
        commands(std::make_shared<RedisLink>(loop, "commands", url_of(url),
                                             RedisLink::Hooks{[this] { note(); }, [this] { note(); }, {}},
                                             logger, metrics)),
        subscriber(
            std::make_shared<RedisLink>(loop, "subscriber", url_of(url),
                                        RedisLink::Hooks{[this] { resubscribe(); }, [this] { note(); },
                                                         [this](const RedisReply& reply) { heard(reply); }},
                                        logger, metrics)) {}

  void note() {
    const bool both = commands->up() && subscriber->up();
    const bool before = connected.exchange(both);
    connected_gauge.Set(both ? 1 : 0);
    if (both && !before && stands) stands();
  }

  // Everything in one command; the pulse's channel keeps the link in its subscribed state when nobody else
  // wants it.
  void resubscribe() {
    last_pulse = std::chrono::steady_clock::now();
    Arguments arguments{"SUBSCRIBE", pulse_channel};
    arguments.insert(arguments.end(), channels.begin(), channels.end());
    subscriber->subscription(arguments);
    note();
  }

  void heard(const RedisReply& reply) {
    if (reply.items.size() != 3) return;
    const std::string& what = reply.items[0].text;
    const std::string& channel = reply.items[1].text;
    if (channel == pulse_channel)
      last_pulse = std::chrono::steady_clock::now();
    else if (what == "message" && message)
      message(channel, reply.items[2].text);
    else if (what == "subscribe" && subscribed)
      subscribed(channel);
  }

  void beat() {
    pulse.expires_after(pulse_every);
    pulse.async_wait([this](boost::system::error_code cancelled) {
      if (cancelled) return;
      commands->command({"PUBLISH", pulse_channel, "."}, {});
      if (subscriber->up() && std::chrono::steady_clock::now() - last_pulse > pulse_patience &&
          commands->up())
        subscriber->restart("no pulse");
      beat();
    });
  }

  prometheus::Counter& commands_total;
  prometheus::Counter& failed_total;
  prometheus::Gauge& connected_gauge;
  const std::string pulse_channel = "chatelier:pulse:" + new_id();
  std::chrono::steady_clock::time_point last_pulse{};
  boost::asio::steady_timer pulse;
  std::unordered_set<std::string> channels;
  MessageHandler message;
  std::function<void(std::string_view)> subscribed;
  std::function<void()> stands;
  std::atomic<bool> connected{false};
  std::shared_ptr<RedisLink> commands;
  std::shared_ptr<RedisLink> subscriber;
};

Redis::Redis(boost::asio::io_context& backbone, std::string url, Logger logger, Metrics& metrics)
    : state_(std::make_unique<State>(backbone, url, logger, metrics)) {}

Redis::~Redis() { stop(); }

void Redis::start() {
  state_->commands->open();
  state_->subscriber->open();
  state_->beat();
}

void Redis::stop() {
  state_->pulse.cancel();
  state_->commands->close();
  state_->subscriber->close();
  state_->note();
}

Task<std::optional<RedisReply>> Redis::command(Arguments arguments) {
  auto answer = std::make_shared<std::optional<RedisReply>>();
  auto initiate = [this, answer, arguments = std::move(arguments)](auto handler) {
    auto executor = boost::asio::get_associated_executor(handler);
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    state_->commands_total.Increment();
    state_->commands->command(arguments, [this, answer, waiting, executor](std::optional<RedisReply> reply) {
      if (!reply) state_->failed_total.Increment();
      *answer = std::move(reply);
      boost::asio::post(executor, [waiting] { std::move (*waiting)(); });
    });
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      std::move(initiate), boost::asio::use_awaitable);
  co_return std::move(*answer);
}

void Redis::send(Arguments arguments) {
  state_->commands_total.Increment();
  state_->commands->command(arguments, [this](const std::optional<RedisReply>& reply) {
    if (!reply) state_->failed_total.Increment();
  });
}

void Redis::on_message(MessageHandler handler) { state_->message = std::move(handler); }

void Redis::on_subscribed(std::function<void(std::string_view channel)> handler) {
  state_->subscribed = std::move(handler);
}

void Redis::on_connected(std::function<void()> handler) { state_->stands = std::move(handler); }

void Redis::subscribe(const std::string& channel) {
  if (state_->channels.insert(channel).second) state_->subscriber->subscription({"SUBSCRIBE", channel});
}

void Redis::unsubscribe(const std::string& channel) {
  if (state_->channels.erase(channel) > 0) state_->subscriber->subscription({"UNSUBSCRIBE", channel});
}

bool Redis::connected() const { return state_->connected; }

}  // namespace chatelier
