#include "floors.hpp"

#include "crowd.hpp"
#include "histogram.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <nlohmann/json.hpp>
#include <pthread.h>
#include <sched.h>
#include <sodium.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace chatelier::bench {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {
    if (number < 0) throw std::system_error(errno, std::generic_category(), "a socket");
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

using Pair = std::pair<Descriptor, Descriptor>;

// Two ends of TCP over loopback, as between a server and its client.
std::vector<Pair> tcp_pairs(std::size_t count) {
  const Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener.get(), 64) != 0 ||
      ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::system_error(errno, std::generic_category(), "listening");
  std::vector<Pair> pairs;
  const int on = 1;
  while (pairs.size() < count) {
    Descriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::system_error(errno, std::generic_category(), "connecting");
    Descriptor server(::accept(listener.get(), nullptr, nullptr));
    ::setsockopt(server.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    pairs.emplace_back(std::move(server), std::move(client));
  }
  return pairs;
}

void run_on_core(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  pthread_setaffinity_np(pthread_self(), sizeof cores, &cores);  // one core: both threads share it
}

long long thread_cpu_ns() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return used.tv_sec * 1'000'000'000LL + used.tv_nsec;
}

void read_everything(const std::vector<Pair>& pairs, const std::atomic<bool>& done) {
  run_on_core(1);
  const Descriptor poll(::epoll_create1(EPOLL_CLOEXEC));
  for (const Pair& pair : pairs) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = pair.second.get();
    ::epoll_ctl(poll.get(), EPOLL_CTL_ADD, pair.second.get(), &event);
  }
  std::vector<char> buffer(256 << 10);
  std::array<epoll_event, 256> events;
  while (!done) {
    const int count = ::epoll_wait(poll.get(), events.data(), static_cast<int>(events.size()), 50);
    for (int i = 0; i < count; ++i)
      (void)::recv(events[static_cast<std::size_t>(i)].data.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
  }
}

double us_per_frame(const std::vector<Pair>& pairs, std::string& frame, std::size_t frames_per_call,
                    double seconds) {
  std::vector<iovec> slices(frames_per_call, iovec{frame.data(), frame.size()});
  msghdr message{};
  message.msg_iov = slices.data();
  message.msg_iovlen = slices.size();
  std::uint64_t frames = 0;
  const long long until = now_ns() + static_cast<long long>(seconds * 1e9);
  const long long begun = thread_cpu_ns();
  while (now_ns() < until) {
    bool full = false;
    for (const Pair& pair : pairs) {
      if (::sendmsg(pair.first.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        full = true;
      else
        frames += frames_per_call;
    }
    // The reader has a core of its own and less to do; it is waited for, not overrun.
    const timespec pause{0, full ? 2'000'000 : 200'000};
    ::nanosleep(&pause, nullptr);
  }
  return static_cast<double>(thread_cpu_ns() - begun) / 1e3 / static_cast<double>(frames);
}

}  // namespace

nlohmann::json floor_send(const FloorSettings& settings) {
  const std::vector<Pair> pairs = tcp_pairs(settings.sockets);
  std::atomic<bool> done{false};
  std::thread reader([&] { read_everything(pairs, done); });
  run_on_core(0);
  std::string frame(settings.frame_bytes, 'x');
  nlohmann::json rows = nlohmann::json::array();
  for (const std::size_t frames : {1U, 2U, 4U, 8U, 16U})
    rows.push_back({{"frames_per_call", frames},
                    {"us_per_frame", us_per_frame(pairs, frame, frames, settings.seconds)}});
  done = true;
  reader.join();
  return rows;
}

nlohmann::json floor_echo(const FloorSettings& settings) {
  const std::vector<Pair> pairs = tcp_pairs(1);
  const Pair& pair = pairs.front();
  std::thread echo([&pair] {
    run_on_core(0);
    std::array<char, 4096> buffer;
    for (ssize_t size = 0; (size = ::recv(pair.first.get(), buffer.data(), buffer.size(), 0)) > 0;)
      (void)::send(pair.first.get(), buffer.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL);
  });
  run_on_core(1);
  Histogram round_trip;
  const std::string frame(settings.frame_bytes, 'x');
  std::array<char, 4096> buffer;
  const long long until = now_ns() + static_cast<long long>(settings.seconds * 1e9);
  while (now_ns() < until) {
    const long long begun = now_ns();
    (void)::send(pair.second.get(), frame.data(), frame.size(), MSG_NOSIGNAL);
    (void)::recv(pair.second.get(), buffer.data(), frame.size(), MSG_WAITALL);
    round_trip.record(now_ns() - begun);
    const timespec pause{0, 5'000'000};  // as far apart as the messages whose floor this is
    ::nanosleep(&pause, nullptr);
  }
  ::shutdown(pair.second.get(), SHUT_WR);
  echo.join();
  return {{"round_trip_ms", round_trip.summary()}};
}

nlohmann::json floor_hash(const FloorSettings& settings) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  run_on_core(0);
  const std::string password = "correct horse battery staple";
  std::array<char, crypto_pwhash_STRBYTES> text{};
  std::uint64_t hashes = 0;
  const long long begun = thread_cpu_ns();
  for (const long long until = now_ns() + static_cast<long long>(settings.seconds * 1e9); now_ns() < until;
       ++hashes) {
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(),
                              crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
      throw std::runtime_error("no memory for Argon2id");
  }
  return {{"hashes", hashes},
          {"ms_each", static_cast<double>(thread_cpu_ns() - begun) / 1e6 / static_cast<double>(hashes)}};
}

}  // namespace chatelier::bench
