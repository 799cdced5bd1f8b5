// The coroutine side of the log: hands drafts to the writer and brings its answers back to whoever awaits
// them.
#include "writer.hpp"

#include <chatelier/log.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace chatelier {

struct Log::State {
  State(LogSettings settings, EventSink& sink, Logger logger, Metrics& metrics)
      : writer(std::move(settings), sink, std::move(logger), metrics) {}
  log::Writer writer;
};

Log::Log(LogSettings settings, EventSink& sink, Logger logger, Metrics& metrics)
    : state_(std::make_unique<State>(std::move(settings), sink, std::move(logger), metrics)) {}

Log::~Log() = default;

void Log::open() { state_->writer.open(); }

void Log::drain() { state_->writer.drain(); }

Task<Result<Receipt>> Log::append(Draft draft) {
  auto answer = std::make_shared<Result<Receipt>>(fail(ErrorCode::internal));
  auto initiate = [this, answer, draft = std::move(draft)](auto handler) mutable {
    auto executor = boost::asio::get_associated_executor(handler);
    // std::function wants copyable callables and completion handlers are move-only; the guard keeps the
    // shard's loop alive until the writer has answered.
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    auto guard = std::make_shared<boost::asio::executor_work_guard<decltype(executor)>>(executor);
    log::Item item{std::move(draft), log::Steady::now(), 0, {}};
    item.done = [answer, waiting, executor, guard](Result<Receipt> result) {
      *answer = std::move(result);
      boost::asio::post(executor, [waiting, guard] { std::move (*waiting)(); });
    };
    if (!state_->writer.queue().push(item))
      item.done(fail_after(ErrorCode::log_unavailable, std::chrono::seconds(1)));
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      std::move(initiate), boost::asio::use_awaitable);
  co_return std::move(*answer);
}

}  // namespace chatelier
