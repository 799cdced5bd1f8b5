// Lookups of single keys by one query for many: what every active socket asks once a second would otherwise
// be a query a second for each of them.
#pragma once

#include <chatelier/clock.hpp>
#include <chatelier/db.hpp>
#include <chatelier/task.hpp>
#include <chatelier/workers.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace chatelier {

/// A lookup goes out at once when none is under way and none began within `pause`; otherwise with the next,
/// together with all that have gathered. Any thread.
template <class Key, class Value>
class GatheredReads {
 public:
  static constexpr std::chrono::milliseconds pause{20};

  /// What there is of the keys, which may repeat. Runs on a worker of the pool, maybe twice.
  using Find = std::function<std::unordered_map<Key, Value>(Transaction&, const std::vector<Key>&)>;

  struct Found {
    std::optional<Value> value;
    SteadyTime as_of;  // the moment before it was read
  };

  GatheredReads(Database& database, const Clock& clock, Find find)
      : database_(database), clock_(clock), find_(std::move(find)) {}

  /// Throws DatabaseUnavailable or Overloaded as `Database::read` does, anything else as a std::runtime_error
  /// of the same words.
  Task<Found> get(Key key) {
    const auto mine = std::make_shared<Waiting>(std::move(key));
    const auto executor = co_await boost::asio::this_coro::executor;
    auto initiate = [this, mine, executor](auto handler) {
      mine->resume = resumption(std::move(handler));
      bool first = false;
      {
        const std::scoped_lock lock(mutex_);
        waiting_.push_back(mine);
        first = !std::exchange(under_way_, true);
      }
      if (first) boost::asio::co_spawn(executor, rounds(), boost::asio::detached);
    };
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        initiate, boost::asio::use_awaitable);
    if (mine->raise) mine->raise();
    co_return std::move(mine->found);
  }

  /// For whoever does not wait: `take` gets what was found, on `executor`. A read that fails is passed over;
  /// whoever needs the value asks again.
  template <class Executor>
  void get_ahead(const Executor& executor, Key key, std::function<void(const Found&)> take) {
    boost::asio::co_spawn(executor, take_ahead(std::move(key), std::move(take)), boost::asio::detached);
  }

 private:
  struct Waiting {
    explicit Waiting(Key k) : key(std::move(k)) {}
    const Key key;
    Found found{};
    std::function<void()> raise;   // throws what ended the query; empty when it went well
    std::function<void()> resume;  // on the waiting executor
  };
  using Batch = std::vector<std::shared_ptr<Waiting>>;

  // std::function wants copyable callables and completion handlers are move-only; the guard keeps the waiting
  // loop alive.
  template <class Handler>
  static std::function<void()> resumption(Handler handler) {
    auto executor = boost::asio::get_associated_executor(handler);
    auto waiting = std::make_shared<Handler>(std::move(handler));
    auto guard = std::make_shared<boost::asio::executor_work_guard<decltype(executor)>>(executor);
    return [executor, waiting, guard] {
      boost::asio::post(executor, [waiting, guard] { std::move (*waiting)(); });
    };
  }

  // Each waiter throws one of its own: an exception that several shards hold ends on any of their threads.
  template <class Exception>
  static std::function<void()> raising(const std::exception& error) {
    return [why = std::string(error.what())] { throw Exception(why); };
  }

  Task<void> take_ahead(Key key, std::function<void(const Found&)> take) {
    try {
      take(co_await get(std::move(key)));
    } catch (const std::exception&) {
      co_return;
    }
  }

  Task<void> rounds() {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    while (true) {
      timer.expires_at(next_);
      boost::system::error_code cancelled;
      co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
      Batch batch = gathered();
      if (batch.empty()) co_return;
      next_ = std::chrono::steady_clock::now() + pause;
      if (const auto away = co_await answer(std::move(batch))) raise_for_all(away);
    }
  }

  // They have waited for Postgres as long as those whose query it left unanswered, and do not wait once more.
  void raise_for_all(const std::function<void()>& away) {
    Batch batch;
    {
      const std::scoped_lock lock(mutex_);
      batch.swap(waiting_);
    }
    for (const auto& waiting : batch) {
      waiting->raise = away;
      std::exchange(waiting->resume, nullptr)();
    }
  }

  Batch gathered() {
    const std::scoped_lock lock(mutex_);
    under_way_ = !waiting_.empty();
    return std::exchange(waiting_, {});
  }

  // What says that Postgres is away, or nothing.
  Task<std::function<void()>> answer(Batch batch) {
    const SteadyTime as_of = clock_.steady();
    std::vector<Key> keys;
    for (const auto& waiting : batch)
      keys.push_back(waiting->key);
    auto read = [this, &keys](Transaction& tx) { return find_(tx, keys); };
    std::unordered_map<Key, Value> found;
    std::function<void()> away;
    std::function<void()> raise;
    try {
      found = co_await database_.read(std::move(read));
    } catch (const DatabaseUnavailable& error) {
      raise = away = raising<DatabaseUnavailable>(error);
    } catch (const Overloaded& error) {
      raise = raising<Overloaded>(error);
    } catch (const std::exception& error) {
      raise = raising<std::runtime_error>(error);
    }
    for (const auto& waiting : batch) {
      waiting->raise = raise;
      waiting->found.as_of = as_of;
      const auto value = found.find(waiting->key);
      if (value != found.end()) waiting->found.value = value->second;
      std::exchange(waiting->resume, nullptr)();
    }
    co_return away;
  }

  Database& database_;
  const Clock& clock_;
  const Find find_;
  std::chrono::steady_clock::time_point next_{};  // only whoever leads the rounds looks at it
  std::mutex mutex_;                              // for what follows
  Batch waiting_;
  bool under_way_ = false;
};

}  // namespace chatelier
