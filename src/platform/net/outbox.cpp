#include "outbox.hpp"

#include <chatelier/come_back.hpp>

#include <boost/asio/post.hpp>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <utility>

namespace chatelier {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t slices_per_call = 64;
constexpr std::size_t kept_slices = 4;
constexpr char close_opcode = '\x88';  // of a whole close frame; no other bytes of ours begin with it

// RFC 6455, 5.5.1: two bytes of code, then the reason; a control frame holds at most 125.
std::string close_frame(CloseCode code, std::string_view reason) {
  reason = reason.substr(0, 123);
  std::string bytes;
  bytes += close_opcode;
  bytes += static_cast<char>(2 + reason.size());
  bytes += static_cast<char>(static_cast<unsigned>(code) >> 8);
  bytes += static_cast<char>(static_cast<unsigned>(code) & 0xff);
  bytes += reason;
  return bytes;
}

}  // namespace

Outbox::Outbox(Shard& shard, boost::asio::ip::tcp::socket socket, OutboxSettings settings,
               prometheus::Counter& slow)
    : shard_(shard),
      socket_(std::move(socket)),
      settings_(settings),
      slow_(slow),
      stall_(shard.wheel(), [this] { too_slow(); }),
      linger_(shard.wheel(), [this] { reset(); }) {}

Outbox::~Outbox() { shard_.count_waiting(-static_cast<std::int64_t>(pending_)); }

void Outbox::push(FramePtr frame, Delivery delivery) {
  if (state_ != State::open) return;
  if (delivery == Delivery::droppable && pending_ > settings_.bound_bytes / 2) return;
  if (!fits(frame->bytes().size())) return too_slow();
  append(Slice{std::move(frame), {}});
}

void Outbox::write_raw(std::string bytes) {
  if (state_ != State::open) return;
  if (!fits(bytes.size())) return too_slow();
  const bool last = bytes.starts_with(close_opcode);
  append(Slice{nullptr, std::move(bytes)});
  if (last) begin_closing();
}

// One frame may be larger than the bound, as is the greeting of somebody in many rooms: its reader is not
// slow yet.
bool Outbox::fits(std::size_t size) {
  const std::size_t bound = settings_.bound_bytes;
  if (pending_ <= bound / 2) allowance_ = pending_ + size > bound ? bound + size : bound;
  return pending_ + size <= allowance_;
}

void Outbox::close(CloseCode code, std::string_view reason) {
  if (state_ == State::open) queue_close(code, reason);
}

void Outbox::queue_close(CloseCode code, std::string_view reason) {
  append(Slice{nullptr, close_frame(code, reason)});
  close_code_ = code;
  begin_closing();
}

void Outbox::begin_closing() {
  state_ = State::closing;
  stall_.cancel();
  linger_.start(settings_.close_patience);
  // Whoever waited for room here waits in vain, and must not be kept alive by it.
  below_half_.clear();
}

void Outbox::append(Slice slice) {
  const std::size_t size = slice.bytes().size();
  queue_.push_back(std::move(slice));
  pending_ += size;
  shard_.count_waiting(static_cast<std::int64_t>(size));
  if (std::exchange(flush_asked_, true)) return;
  shard_.flush_soon(shared_from_this());
}

void Outbox::when_below_half(std::function<void()> callback) {
  below_half_.push_back(std::move(callback));
  tell_below_half();
}

void Outbox::flush() {
  flush_asked_ = false;
  if (waiting_ || state_ == State::broken) return;
  while (!queue_.empty()) {
    std::array<iovec, slices_per_call> vectors;
    std::size_t count = 0;
    for (auto slice = queue_.begin(); slice != queue_.end() && count < vectors.size(); ++slice, ++count) {
      const std::string_view bytes = slice->bytes().substr(count == 0 ? offset_ : 0);
      vectors[count] = iovec{const_cast<char*>(bytes.data()), bytes.size()};
    }
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    const ssize_t written = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      wait_until_writable();
      break;
    }
    if (written < 0) return reset();
    sent(static_cast<std::size_t>(written));
  }
  shut_if_written();
  tell_below_half();
}

void Outbox::end_sending() {
  ends_sending_ = true;
  shut_if_written();
}

void Outbox::shut_if_written() {
  if (!ends_sending_ || !queue_.empty()) return;
  boost::system::error_code ignored;  // the peer may have gone first
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
}

void Outbox::sent(std::size_t bytes) {
  pending_ -= bytes;
  bytes_sent_ += bytes;
  shard_.count_waiting(-static_cast<std::int64_t>(bytes));
  stall_.cancel();
  offset_ += bytes;
  std::size_t frames = 0;
  auto slice = queue_.begin();
  for (; slice != queue_.end() && offset_ >= slice->bytes().size(); ++slice) {
    offset_ -= slice->bytes().size();
    if (slice->frame) ++frames;
  }
  queue_.erase(queue_.begin(), slice);
  // Most sockets are idle most of the time; to begin anew costs a busy one nothing beside its system call.
  if (queue_.empty() && queue_.capacity() > kept_slices) queue_ = std::vector<Slice>();
  shard_.count_sent(frames, 1);
}

void Outbox::wait_until_writable() {
  waiting_ = true;
  if (state_ == State::open) stall_.start(settings_.stall_patience);
  socket_.async_wait(boost::asio::ip::tcp::socket::wait_write,
                     [self = shared_from_this()](const boost::system::error_code& error) {
                       self->waiting_ = false;
                       if (!error) self->flush();
                     });
}

// The frame in flight is finished, or its reader would take what follows for the rest of it.
void Outbox::too_slow() {
  if (state_ != State::open) return;
  slow_.Increment();
  drop_what_is_not_begun();
  queue_close(CloseCode::slow_consumer, come_back("slow consumer, resume from seq", 250ms, 2s));
}

void Outbox::drop_what_is_not_begun() {
  const std::size_t keep = offset_ > 0 ? 1 : 0;
  while (queue_.size() > keep) {
    const std::size_t size = queue_.back().bytes().size();
    pending_ -= size;
    shard_.count_waiting(-static_cast<std::int64_t>(size));
    queue_.pop_back();
  }
}

void Outbox::tell_below_half() {
  if (below_half_.empty() || pending_ > settings_.bound_bytes / 2) return;
  // In a turn of its own: who catches up pushes into this outbox.
  boost::asio::post(shard_.context(), [waiters = std::exchange(below_half_, {})] {
    for (const auto& waiter : waiters)
      waiter();
  });
}

void Outbox::reset() {
  boost::system::error_code ignored;  // the socket may be gone already
  if (state_ != State::broken) socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  end();
}

void Outbox::finish() {
  flush();
  end();
}

void Outbox::end() {
  if (std::exchange(state_, State::broken) == State::broken) return;
  stall_.cancel();
  linger_.cancel();
  below_half_.clear();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace chatelier
