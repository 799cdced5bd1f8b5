#include "stderr_sink.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace chatelier {
namespace {

// A reader that is merely slow gets this long, once; after that every line is tried without waiting.
constexpr int grace_ms = 20;
// Pipes that poll as writable take this much without blocking (pipe(7), PIPE_BUF).
constexpr std::size_t slice = 4'096;

}  // namespace

StderrSink::StderrSink(int descriptor, std::function<std::string(std::uint64_t)> lost)
    : descriptor_(descriptor), lost_line_(std::move(lost)) {}

void StderrSink::sink_it_(const spdlog::details::log_msg& message) {
  if (lost_ > 0 && writable(0) && write(lost_line_(lost_) + "\n")) lost_ = 0;
  std::string line(message.payload.data(), message.payload.size());
  line += '\n';
  if (lost_ > 0 || !write(line)) ++lost_;
}

bool StderrSink::writable(int milliseconds) const {
  pollfd waiting{descriptor_, POLLOUT, 0};
  return ::poll(&waiting, 1, milliseconds) == 1 && (waiting.revents & POLLOUT) != 0;
}

bool StderrSink::write(std::string_view line) {
  // What is left of a torn line must not run into the next one.
  const std::string rejoined = torn_ ? "\n" + std::string(line) : std::string();
  std::string_view rest = torn_ ? std::string_view(rejoined) : line;
  const std::size_t all = rest.size();
  while (!rest.empty()) {
    if (!writable(lost_ > 0 ? 0 : grace_ms)) break;
    const ssize_t written = ::write(descriptor_, rest.data(), std::min(rest.size(), slice));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (rest.size() < all) torn_ = !rest.empty();
  return rest.empty();
}

}  // namespace chatelier
