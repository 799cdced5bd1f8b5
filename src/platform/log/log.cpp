// The coroutine side of the log: hands drafts to the writer and brings its answers back to whoever awaits
// them.
#include "writer.hpp"

#include <chatelier/log.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace chatelier {

struct Log::State {
  State(const LogSettings& settings, EventSink& sink, const Logger& logger, Metrics& metrics) {
    for (std::size_t i = 0; i < settings.writers; ++i)
      writers.push_back(std::make_unique<log::Writer>(settings, sink, logger, metrics));
  }
  /// A room has one writer for life, so that what is appended in order is stored in order.
  log::Writer& writer_of(const std::string& room) {
    return *writers[std::hash<std::string>()(room) % writers.size()];
  }

  std::vector<std::unique_ptr<log::Writer>> writers;
};

Log::Log(const LogSettings& settings, EventSink& sink, const Logger& logger, Metrics& metrics)
    : state_(std::make_unique<State>(settings, sink, logger, metrics)) {}

Log::~Log() = default;

void Log::open() {
  for (const auto& writer : state_->writers)
    writer->open();
}

void Log::drain() {
  for (const auto& writer : state_->writers)
    writer->drain();
}

Task<Result<Receipt>> Log::append(Draft draft) {
  auto answer = std::make_shared<Result<Receipt>>(fail(ErrorCode::internal));
  auto initiate = [this, answer, draft = std::move(draft)](auto handler) mutable {
    auto executor = boost::asio::get_associated_executor(handler);
    // std::function wants copyable callables and completion handlers are move-only; the guard keeps the
    // shard's loop alive until the writer has answered.
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    auto guard = std::make_shared<boost::asio::executor_work_guard<decltype(executor)>>(executor);
    log::Queue& queue = state_->writer_of(draft.room).queue();
    log::Item item{std::move(draft), log::Steady::now(), 0, {}};
    item.done = [answer, waiting, executor, guard](Result<Receipt> result) {
      *answer = std::move(result);
      boost::asio::post(executor, [waiting, guard] { std::move (*waiting)(); });
    };
    if (!queue.push(item)) item.done(fail_after(ErrorCode::log_unavailable, std::chrono::seconds(1)));
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      std::move(initiate), boost::asio::use_awaitable);
  co_return std::move(*answer);
}

}  // namespace chatelier
