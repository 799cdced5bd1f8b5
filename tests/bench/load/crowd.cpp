#include "crowd.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace chatelier::bench {
namespace {

constexpr long long second_ns = 1'000'000'000;
constexpr long long patience_ns = 20 * second_ns;

}  // namespace

long long now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * second_ns + now.tv_nsec;
}

Crowd::Crowd(Speaker& speaker, std::vector<std::uint16_t> ports, Listener listener)
    : speaker_(speaker),
      ports_(std::move(ports)),
      listener_(std::move(listener)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll");
}

Crowd::~Crowd() { ::close(epoll_); }

void Crowd::begin(std::size_t number) {
  begun_.push_back(now_ns());
  sockets_.push_back(
      std::make_unique<ClientSocket>(ports_[number % ports_.size()], speaker_.opening(number)));
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT;
  event.data.u64 = number;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, sockets_.back()->descriptor(), &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void Crowd::open(std::size_t sockets, std::size_t at_once, Histogram& ready_after) {
  ready_after_ = &ready_after;
  const std::size_t wanted = sockets_.size() + sockets;
  std::size_t ready_before = ready_;
  for (long long moved = now_ns(); ready_ < wanted;) {
    while (sockets_.size() < wanted && sockets_.size() - ready_ < at_once)
      begin(sockets_.size());
    turn(now_ns() + second_ns);
    if (lost_ > 0) throw std::runtime_error("a socket was lost while opening: " + why_lost_);
    if (std::exchange(ready_before, ready_) != ready_) moved = now_ns();
    if (now_ns() - moved > patience_ns) throw std::runtime_error("sockets do not become ready");
  }
  ready_after_ = nullptr;
}

void Crowd::serve_until(long long when_ns) {
  do {
    turn(when_ns);
  } while (now_ns() < when_ns);
}

void Crowd::send(std::size_t socket, std::string_view text) {
  if (sockets_[socket]->state() != ClientSocket::State::open)
    throw std::runtime_error("a sender was lost: " + sockets_[socket]->why());
  sockets_[socket]->send_text(speaker_.message(socket, text));
  if (sockets_[socket]->writable()) want_to_write(socket, true);
}

void Crowd::want_to_write(std::size_t number, bool wanted) {
  epoll_event event{};
  event.events = wanted ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.u64 = number;
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, sockets_[number]->descriptor(), &event);
}

void Crowd::turn(long long until_ns) {
  std::array<epoll_event, 256> events;
  const long long wait = std::max(0LL, until_ns - now_ns());
  const timespec timeout{wait / second_ns, wait % second_ns};
  const int count = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
  for (int i = 0; i < count; ++i) {
    const std::size_t number = events[static_cast<std::size_t>(i)].data.u64;
    const std::uint32_t what = events[static_cast<std::size_t>(i)].events;
    ClientSocket& socket = *sockets_[number];
    if ((what & EPOLLOUT) != 0) want_to_write(number, socket.writable());
    if ((what & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
      socket.readable([this, number](std::string_view frame) { hear(number, frame); });
    if (socket.waits_to_write()) want_to_write(number, true);
    if (socket.state() != ClientSocket::State::closed) continue;
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, socket.descriptor(), nullptr);
    ++lost_;
    why_lost_ = socket.why();
  }
}

void Crowd::hear(std::size_t number, std::string_view frame) {
  if (const long long intended = stamp_in(frame); intended != 0)
    return listener_(Stamped{number, intended, speaker_.news(frame)});
  const Speaker::Answer answer = speaker_.hear(number, frame);
  for (const std::string& words : answer.say)
    sockets_[number]->send_text(words);
  if (!answer.ready || begun_[number] == 0) return;
  if (ready_after_ != nullptr) ready_after_->record(now_ns() - begun_[number]);
  begun_[number] = 0;
  ++ready_;
}

}  // namespace chatelier::bench
