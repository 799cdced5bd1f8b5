// The template half of workers.hpp: how a coroutine waits for a pool's thread.
#pragma once

#include <chatelier/workers.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <optional>
#include <utility>
#include <variant>

namespace chatelier {

template <class Fn>
Task<std::invoke_result_t<Fn&>> offload(Workers& workers, Fn fn) {
  using Value = std::invoke_result_t<Fn&>;
  static_assert(!std::is_reference_v<Value>, "a reference would outlive what it names: return a value");
  using Stored = std::conditional_t<std::is_void_v<Value>, std::monostate, Value>;

  // `fn` and the outcome live in this coroutine's frame. The frame is suspended, and owned by the pending
  // handler, until the handler is posted, so the pool's thread may use both until then and must not touch
  // them afterwards.
  std::optional<Stored> value;
  std::exception_ptr error;
  auto work = [&fn, &value, &error]() noexcept {
    try {
      if constexpr (std::is_void_v<Value>) {
        fn();
        value.emplace();
      } else {
        value.emplace(fn());
      }
    } catch (...) {
      error = std::current_exception();
    }
  };
  auto initiate = [&workers, &work, &error](auto handler) {
    using Handler = decltype(handler);
    struct Pending {
      explicit Pending(Handler h)
          : handler(std::move(h)), alive(boost::asio::get_associated_executor(handler)) {}
      // Nothing of the awaiting loop stays behind on the pool's thread, neither the handler nor the guard.
      void finish() {
        const auto executor = alive.get_executor();
        boost::asio::post(executor, [guard = std::move(alive), resume = std::move(handler)]() mutable {
          guard.reset();
          std::move(resume)();
        });
      }
      Handler handler;
      // The awaiting loop must not run out of work while the only thing it waits for is on another thread.
      boost::asio::executor_work_guard<boost::asio::associated_executor_t<Handler>> alive;
    };
    // std::function wants copyable callables and completion handlers are move-only.
    auto pending = std::make_shared<Pending>(std::move(handler));
    const bool taken = workers.submit([pending, &work] {
      work();
      pending->finish();
    });
    if (!taken) {
      error = std::make_exception_ptr(Overloaded("the queue of the worker pool is full"));
      pending->finish();
    }
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      initiate, boost::asio::use_awaitable);
  if (error) std::rethrow_exception(std::exchange(error, nullptr));
  if constexpr (!std::is_void_v<Value>) co_return std::move(*value);
}

}  // namespace chatelier
