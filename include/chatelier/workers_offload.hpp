// The template half of workers.hpp.
#pragma once

#include <chatelier/workers.hpp>

namespace chatelier {

template <class Fn>
Task<std::invoke_result_t<Fn>> offload(Workers& workers, Fn fn) {
  using Value = std::invoke_result_t<Fn>;
  struct Outcome {
    std::optional<Value> value;
    std::exception_ptr error;
  };
  auto outcome = std::make_shared<Outcome>();
  auto initiate = [&workers, fn = std::move(fn), outcome](auto handler) mutable {
    auto executor = boost::asio::get_associated_executor(handler);
    // std::function wants copyable callables and completion handlers are move-only.
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto finish = [shared, executor] { boost::asio::post(executor, [shared] { std::move (*shared)(); }); };
    const bool taken = workers.submit([fn = std::move(fn), outcome, finish]() mutable {
      try {
        outcome->value.emplace(fn());
      } catch (...) {
        outcome->error = std::current_exception();
      }
      finish();
    });
    if (!taken) {
      outcome->error = std::make_exception_ptr(Overloaded("worker queue is full"));
      finish();
    }
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(std::move(initiate),
                                                                                      boost::asio::use_awaitable);
  if (outcome->error) std::rethrow_exception(outcome->error);
  co_return std::move(*outcome->value);
}

}  // namespace chatelier
