// A reader that stops reading must not stop the server, and what was left out is said.
#include <catch2/catch.hpp>
#include <fcntl.h>
#include <platform/observe/stderr_sink.hpp>
#include <spdlog/logger.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

using chatelier::StderrSink;

namespace {

struct Pipe {
  Pipe()
      : log("test", std::make_shared<StderrSink>(
                        open(), [](std::uint64_t n) { return "lost " + std::to_string(n); })) {}
  ~Pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  int open() {
    REQUIRE(::pipe(ends.data()) == 0);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    ::fcntl(ends[1], F_SETPIPE_SZ, 8'192);
    return ends[1];
  }
  std::string drain() const {
    std::string all;
    std::array<char, 65'536> some;
    for (ssize_t n = 0; (n = ::read(ends[0], some.data(), some.size())) > 0;)
      all.append(some.data(), static_cast<std::size_t>(n));
    return all;
  }

  std::array<int, 2> ends{};
  spdlog::logger log;
};

}  // namespace

TEST_CASE("lines come out whole and in order") {
  Pipe pipe;
  pipe.log.info("one {braces} %v");
  pipe.log.info("two");
  CHECK(pipe.drain() == "one {braces} %v\ntwo\n");
}

TEST_CASE("while nobody reads, logging costs next to nothing; afterwards it is told how much is missing") {
  Pipe pipe;
  const std::string line(99, 'x');
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 1'000; ++i)
    pipe.log.info(line);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(500));
  const auto before = pipe.drain();
  const auto whole = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  CHECK(whole >= 40);
  CHECK(whole < 100);
  pipe.log.info("again");
  CHECK(pipe.drain() == "lost " + std::to_string(1'000 - whole) + "\nagain\n");
}

TEST_CASE("a line longer than the pipe is torn once, and the next one begins on a line of its own") {
  Pipe pipe;
  pipe.log.info(std::string(20'000, 'x'));
  const auto torn = pipe.drain();
  CHECK(torn.size() < 20'000);
  pipe.log.info("next");
  CHECK(pipe.drain() == "\nlost 1\nnext\n");
}

TEST_CASE("a slow reader gets every line") {
  Pipe pipe;
  std::string all;
  std::thread reader([&] {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (std::chrono::steady_clock::now() < end && all.find("last\n") == std::string::npos) {
      all += pipe.drain();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  for (int i = 0; i < 2'000; ++i)
    pipe.log.info(std::to_string(i));
  pipe.log.info("last");
  reader.join();
  std::string expected;
  for (int i = 0; i < 2'000; ++i)
    expected += std::to_string(i) + "\n";
  CHECK(all == expected + "last\n");
}
