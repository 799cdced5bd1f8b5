// All sockets of a run and the one event loop that serves them. It sleeps whenever nothing is to be read or
// sent: a generator that spun would take the core away from the database beside it. The generator's only
// thread.
#pragma once

#include "client_socket.hpp"
#include "histogram.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace chatelier::bench {

/// Nanoseconds of CLOCK_MONOTONIC.
[[nodiscard]] long long now_ns();

class Crowd {
 public:
  struct Stamped {
    std::size_t socket;
    long long intended_ns;
    Speaker::News news;
  };
  using Listener = std::function<void(const Stamped&)>;

  /// `ports`: sockets go to them in turn.
  Crowd(Speaker& speaker, std::vector<std::uint16_t> ports, Listener listener);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  /// Opens so many sockets, with at most `at_once` on their way, and returns when all are ready. Throws
  /// std::runtime_error when one is refused or lost, or when nothing moves for 20 s. `ready_after`: from
  /// connecting to ready, of each.
  void open(std::size_t sockets, std::size_t at_once, Histogram& ready_after);
  /// Serves the sockets until then.
  void serve_until(long long when_ns);
  /// Throws std::runtime_error when a socket has been lost.
  void send(std::size_t socket, std::string_view text);
  [[nodiscard]] std::size_t size() const { return sockets_.size(); }
  /// Sockets that have ended since they were opened.
  [[nodiscard]] std::size_t lost() const { return lost_; }

 private:
  void begin(std::size_t number);
  void hear(std::size_t number, std::string_view frame);
  void turn(long long until_ns);
  void want_to_write(std::size_t number, bool wanted);

  Speaker& speaker_;
  const std::vector<std::uint16_t> ports_;
  const Listener listener_;
  int epoll_;
  std::vector<std::unique_ptr<ClientSocket>> sockets_;
  std::vector<long long> begun_;  // 0: ready
  Histogram* ready_after_ = nullptr;
  std::size_t ready_ = 0;
  std::size_t lost_ = 0;
  std::string why_lost_;
};

}  // namespace chatelier::bench
