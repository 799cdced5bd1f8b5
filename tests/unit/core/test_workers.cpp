// Pools of threads, and how a coroutine waits for one: where things run, live and die.
#include <chatelier/workers.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <pthread.h>
#include <signal.h>

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace chatelier;
namespace asio = boost::asio;

namespace {

// Runs the coroutine on this thread until nothing is left to wait for.
void run(Task<void> task) {
  // As in the server it outlives the workers: one that has just answered may still be posting to it.
  static asio::io_context io(1);
  io.restart();
  std::exception_ptr error;
  asio::co_spawn(io, std::move(task), [&](std::exception_ptr e) { error = e; });
  io.run();
  if (error) std::rethrow_exception(error);
}

}  // namespace

TEST_CASE("the queue is bounded, and what was taken runs before the pool ends") {
  std::promise<void> gate;
  auto open = gate.get_future().share();
  std::atomic<int> ran = 0;
  {
    Workers workers("bounded", 1, 3);
    std::promise<void> busy;
    REQUIRE(workers.submit([&] {
      busy.set_value();
      open.wait();
    }));
    busy.get_future().wait();
    for (int i = 0; i < 3; ++i)
      CHECK(workers.submit([&] { ++ran; }));
    CHECK_FALSE(workers.submit([&] { ran += 100; }));
    CHECK(workers.queued() == 3);
    gate.set_value();
    workers.stop();
    CHECK_FALSE(workers.submit([&] { ran += 100; }));
  }
  CHECK(ran == 3);
}

TEST_CASE("threads carry the pool's name and no signals") {
  Workers workers("a-very-long-name", 2, 10);
  std::promise<std::pair<std::string, bool>> seen;
  REQUIRE(workers.submit([&] {
    std::array<char, 32> name{};
    pthread_getname_np(pthread_self(), name.data(), name.size());
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    seen.set_value({name.data(), sigismember(&blocked, SIGTERM) == 1});
  }));
  const auto [name, blocked] = seen.get_future().get();
  CHECK(name.starts_with("a-very-long-"));
  CHECK(blocked);
}

TEST_CASE("many threads may submit at once; every job runs once") {
  std::atomic<int> ran = 0;
  std::atomic<int> taken = 0;
  {
    Workers workers("load", 4, 200);
    std::vector<std::thread> callers;
    for (int c = 0; c < 4; ++c)
      callers.emplace_back([&] {
        for (int i = 0; i < 5'000; ++i)
          if (workers.submit([&] { ++ran; })) ++taken;
      });
    for (auto& caller : callers)
      caller.join();
  }
  CHECK(ran == taken);
  CHECK(taken > 0);
}

TEST_CASE("offload gives the value and comes back to the thread that waits") {
  Workers workers("offload", 2, 10);
  const auto here = std::this_thread::get_id();
  auto task = [&]() -> Task<void> {
    auto where = [] { return std::this_thread::get_id(); };
    const auto there = co_await offload(workers, where);
    CHECK(there != here);
    CHECK(std::this_thread::get_id() == here);
    auto nothing = [] {};
    co_await offload(workers, nothing);
    auto only_moves = [held = std::make_unique<int>(7)] { return std::make_unique<int>(*held + 1); };
    const auto moved = co_await offload(workers, std::move(only_moves));
    CHECK(*moved == 8);
  };
  run(task());
}

TEST_CASE("offload brings an exception home") {
  Workers workers("throws", 1, 10);
  auto task = [&]() -> Task<void> {
    auto fails = []() -> int { throw std::runtime_error("on the pool"); };
    bool caught = false;
    try {
      co_await offload(workers, fails);
    } catch (const std::runtime_error& error) {
      caught = std::string("on the pool") == error.what();
    }
    CHECK(caught);
  };
  run(task());
}

TEST_CASE("offload to a pool that is full or has stopped throws Overloaded") {
  Workers workers("stopped", 1, 10);
  workers.stop();
  auto task = [&]() -> Task<void> {
    auto never = [] { FAIL("must not run"); };
    bool refused = false;
    try {
      co_await offload(workers, never);
    } catch (const Overloaded&) {
      refused = true;
    }
    CHECK(refused);
  };
  run(task());
}

TEST_CASE("what the function holds is born and dies on the awaiting thread") {
  Workers workers("lifetime", 2, 100);
  const auto here = std::this_thread::get_id();
  std::atomic<int> elsewhere = 0;
  auto bury = [&](int* it) {
    if (std::this_thread::get_id() != here) ++elsewhere;
    delete it;
  };
  auto task = [&]() -> Task<void> {
    for (int i = 0; i < 200; ++i) {
      std::shared_ptr<int> held(new int(i), bury);
      auto job = [held = std::move(held)] { return *held; };
      const int back = co_await offload(workers, std::move(job));
      CHECK(back == i);
    }
  };
  run(task());
  CHECK(elsewhere == 0);
}

TEST_CASE("thousands of coroutines on several loops share a small pool") {
  std::atomic<int> done = 0;
  std::vector<std::unique_ptr<asio::io_context>> loops;
  for (int i = 0; i < 3; ++i)
    loops.push_back(std::make_unique<asio::io_context>(1));
  {
    Workers workers("storm", 3, 10'000);
    auto task = [&]() -> Task<void> {
      for (int i = 0; i < 10; ++i) {
        auto square = [i] { return i * i; };
        const int value = co_await offload(workers, square);
        if (value == i * i) ++done;
      }
    };
    for (auto& loop : loops)
      for (int i = 0; i < 300; ++i)
        asio::co_spawn(*loop, task(), asio::detached);
    std::vector<std::thread> threads;
    for (auto& loop : loops)
      threads.emplace_back([&loop] { loop->run(); });
    for (auto& thread : threads)
      thread.join();
  }
  CHECK(done == 9'000);
}

TEST_CASE("a loop that is stopped while coroutines wait loses nothing but their rest") {
  std::weak_ptr<int> watched;
  {
    asio::io_context io(1);
    Workers workers("abandoned", 1, 10);
    auto held = std::make_shared<int>(1);
    watched = held;
    auto task = [&workers](std::shared_ptr<int> keeps) -> Task<void> {
      auto slow = [keeps] { std::this_thread::sleep_for(std::chrono::milliseconds(20)); };
      co_await offload(workers, slow);
    };
    asio::co_spawn(io, task(std::move(held)), asio::detached);
    asio::post(io, [&io] { io.stop(); });
    io.run();
  }
  CHECK(watched.expired());
}
