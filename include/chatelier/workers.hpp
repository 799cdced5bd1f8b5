// Bounded pools of threads for libraries that block: libpqxx, Argon2id, hashing of files.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chatelier/task.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace chatelier {

/// Thrown by `offload` when a pool's queue is full or stopping: answered as `server/unavailable`.
struct Overloaded : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// `threads` threads and a queue of at most `queue_limit` jobs. Any thread may submit.
class Workers {
 public:
  Workers(std::string name, std::size_t threads, std::size_t queue_limit);
  ~Workers();  // runs what is queued, then joins
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False when the queue is full; the job then never runs.
  [[nodiscard]] bool submit(std::function<void()> job);
  [[nodiscard]] std::size_t queued() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Runs `fn()` on a thread of the pool and resumes on the awaiting executor with its value or its exception.
template <class Fn>
Task<std::invoke_result_t<Fn>> offload(Workers& workers, Fn fn);

}  // namespace chatelier

#include <chatelier/workers_offload.hpp>
