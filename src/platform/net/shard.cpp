// The loop of one shard: its thread, its timer wheel and the flush of dirty outboxes once per turn.
#include "outbox.hpp"
#include "timer_wheel.hpp"

#include <chatelier/shard.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <exception>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace chatelier {

namespace asio = boost::asio;

struct Shard::State {
  using Guard = asio::executor_work_guard<asio::io_context::executor_type>;

  State(std::size_t shard_index, ShardSettings shard_settings, const Clock& clock, Logger shard_logger,
        Metrics& metrics)
      : index(shard_index),
        settings(shard_settings),
        logger(std::move(shard_logger)),
        wheel(clock),
        wheel_timer(context),
        hold_timer(context),
        guard(context.get_executor()),
        deliveries(metrics.counter("chatelier_deliveries_total", "Frames written to sockets")),
        sends(metrics.counter("chatelier_sendmsg_total", "System calls that wrote frames")),
        waiting(metrics.gauge("chatelier_outbox_bytes", "Bytes that wait for slow sockets")) {
    wheel.when_wanted([this] { turn_later(); });
  }

  void turn_later() {
    wheel_timer.expires_after(TimerWheel::tick);
    wheel_timer.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      // What a callback throws must not stop the waits of everybody else.
      try {
        wheel.turn();
      } catch (const std::exception& broken) {
        logger.error("shard.timer_failed", {{"what", broken.what()}});
      }
      if (wheel.size() > 0 && wheel_timer.expiry() <= asio::steady_timer::clock_type::now()) turn_later();
    });
  }

  void flush() {
    flush_pending = false;
    flushing.swap(dirty);
    for (const auto& outbox : flushing)
      outbox->flush();
    flushing.clear();
    report();
  }

  void report() {
    if (frames > 0) deliveries.Increment(static_cast<double>(frames));
    if (system_calls > 0) sends.Increment(static_cast<double>(system_calls));
    if (waiting_bytes != 0) waiting.Increment(static_cast<double>(waiting_bytes));
    measure_rate();
    frames = system_calls = 0;
    waiting_bytes = 0;
  }

  void measure_rate() {
    if (settings.flush_hold.count() == 0) return;
    constexpr std::chrono::milliseconds window{100};
    window_frames += frames;
    const SteadyTime now = wheel.now();
    if (now - window_start < window) return;
    const double seconds = std::chrono::duration<double>(now - window_start).count();
    busy = static_cast<double>(window_frames) / seconds > static_cast<double>(settings.hold_above);
    window_start = now;
    window_frames = 0;
  }

  std::size_t index;
  ShardSettings settings;
  Logger logger;
  asio::io_context context{1};
  TimerWheel wheel;
  asio::steady_timer wheel_timer;
  asio::steady_timer hold_timer;
  std::optional<Guard> guard;
  std::thread thread;
  std::atomic<std::size_t> connections{0};

  std::vector<std::shared_ptr<Outbox>> dirty;
  std::vector<std::shared_ptr<Outbox>> flushing;  // kept for its capacity
  bool flush_pending = false;

  std::size_t frames = 0;
  std::size_t system_calls = 0;
  std::int64_t waiting_bytes = 0;
  prometheus::Counter& deliveries;
  prometheus::Counter& sends;
  prometheus::Gauge& waiting;

  bool busy = false;
  std::size_t window_frames = 0;
  SteadyTime window_start{};
};

Shard::Shard(std::size_t index, ShardSettings settings, const Clock& clock, Logger logger, Metrics& metrics)
    : state_(std::make_unique<State>(index, settings, clock, std::move(logger), metrics)) {}

Shard::~Shard() {
  stop();
  join();
}

std::size_t Shard::index() const { return state_->index; }
asio::io_context& Shard::context() { return state_->context; }
TimerWheel& Shard::wheel() { return state_->wheel; }

void Shard::start() {
  state_->thread = std::thread([state = state_.get()] {
    for (;;) {
      try {
        state->context.run();
        return;
      } catch (const std::exception& broken) {
        // A handler that throws has lost its own connection at most; the others go on.
        state->logger.error("shard.handler_failed", {{"shard", state->index}, {"what", broken.what()}});
      }
    }
  });
}

void Shard::stop() {
  asio::post(state_->context, [state = state_.get()] { state->guard.reset(); });
}

void Shard::join() {
  if (state_->thread.joinable()) state_->thread.join();
}

std::size_t Shard::connections() const { return state_->connections.load(std::memory_order_relaxed); }
void Shard::connection_opened() { state_->connections.fetch_add(1, std::memory_order_relaxed); }
void Shard::connection_closed() { state_->connections.fetch_sub(1, std::memory_order_relaxed); }

void Shard::flush_soon(std::shared_ptr<Outbox> outbox) {
  State& state = *state_;
  state.dirty.push_back(std::move(outbox));
  if (state.flush_pending) return;
  state.flush_pending = true;
  if (!state.busy) {
    // Runs after everything that is ready now: what those handlers push goes out with the same system call.
    asio::post(state.context, [&state] { state.flush(); });
    return;
  }
  state.hold_timer.expires_after(state.settings.flush_hold);
  state.hold_timer.async_wait([&state](const boost::system::error_code&) { state.flush(); });
}

void Shard::count_sent(std::size_t frames, std::size_t system_calls) {
  state_->frames += frames;
  state_->system_calls += system_calls;
}

void Shard::count_waiting(std::int64_t bytes) { state_->waiting_bytes += bytes; }

}  // namespace chatelier
