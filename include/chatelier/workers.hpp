// Bounded pools of threads for libraries that block: libpqxx, Argon2id, hashing of files.
#pragma once

#include <chatelier/task.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace chatelier {

/// Thrown by `offload` when a pool's queue is full or stopping: answered as `server/unavailable`.
struct Overloaded : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// `threads` threads and a queue of at most `queue_limit` jobs. Any thread may submit. Signals are blocked on
/// the threads. Dies before the io_contexts whose coroutines wait for it.
/// `niceness` (0 to 19) of the threads to the kernel: what everybody waits for goes before what one waits
/// for.
class Workers {
 public:
  Workers(std::string name, std::size_t threads, std::size_t queue_limit, int niceness = 0);
  ~Workers();  // runs what is queued, then joins
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False when the queue is full or the pool is stopping; the job then never runs. A job must not throw.
  [[nodiscard]] bool submit(std::function<void()> job);
  [[nodiscard]] std::size_t queued() const;

  /// Takes no more jobs, runs what is queued, joins. What the destructor does; more than once is fine.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Runs `fn()` on a thread of the pool and resumes on the awaiting executor with its value or its exception.
/// `fn` is born and dies on the awaiting executor: only the call itself happens on the pool's thread. It
/// always runs to its end; a cancelled coroutine hears of the cancellation at its next `co_await`.
template <class Fn>
Task<std::invoke_result_t<Fn&>> offload(Workers& workers, Fn fn);

}  // namespace chatelier

#include <chatelier/workers_offload.hpp>
