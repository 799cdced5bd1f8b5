// Everything that waits to be written to one WebSocket: shared frames, and what Beast writes itself (the
// handshake, pongs). One queue, so that their order is the order on the wire; flushed by the shard once per
// turn of the loop with gathering system calls. Bounded in bytes and in time: who does not read is told so
// and closed. The shard's thread.
#pragma once

#include "timer_wheel.hpp"

#include <chatelier/connection.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/shard.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatelier {

struct OutboxSettings {
  std::size_t bound_bytes = 256 << 10;
  std::chrono::milliseconds stall_patience{10'000};  // not one byte taken for so long: a slow consumer too
  std::chrono::milliseconds close_patience{5'000};   // from our close frame to the reset
};

class Outbox final : public FrameSink, public std::enable_shared_from_this<Outbox> {
 public:
  Outbox(Shard& shard, boost::asio::ip::tcp::socket socket, OutboxSettings settings,
         prometheus::Counter& slow);
  ~Outbox() override;
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  void push(FramePtr frame, Delivery delivery) override;
  void close(CloseCode code, std::string_view reason) override;
  [[nodiscard]] std::size_t pending() const override { return pending_; }
  [[nodiscard]] std::size_t bound() const override { return settings_.bound_bytes; }
  void when_below_half(std::function<void()> callback) override;
  [[nodiscard]] bool open() const override { return state_ == State::open; }

  /// Bytes of the protocol itself, copied; a control frame in one piece. Dropped once a close frame was
  /// queued, ours or Beast's answer to the peer's: nothing follows it.
  void write_raw(std::string bytes);
  /// Writes what the socket takes now. Called by the shard.
  void flush();
  /// Behind a close frame: when all that waits has been written, the peer is told that nothing more comes.
  /// Reads go on, for as long as the peer's close is waited for at most.
  void end_sending();
  /// At once, whatever waits.
  void reset();
  /// The session has ended: writes what the socket takes, then closes it.
  void finish();

  [[nodiscard]] boost::asio::ip::tcp::socket& socket() { return socket_; }
  [[nodiscard]] std::uint64_t bytes_sent() const { return bytes_sent_; }
  /// A close frame was queued, and the socket still stands.
  [[nodiscard]] bool closing() const { return state_ == State::closing; }
  /// The code of the close frame that we queued.
  [[nodiscard]] std::optional<CloseCode> close_code() const { return close_code_; }

 private:
  enum class State : std::uint8_t { open, closing, broken };
  struct Slice {
    FramePtr frame;   // either a shared frame
    std::string raw;  // or bytes of our own
    [[nodiscard]] std::string_view bytes() const { return frame ? frame->bytes() : std::string_view(raw); }
  };

  bool fits(std::size_t size);
  void append(Slice slice);
  void sent(std::size_t bytes);
  void wait_until_writable();
  void too_slow();
  void drop_what_is_not_begun();
  void queue_close(CloseCode code, std::string_view reason);
  void begin_closing();
  void tell_below_half();
  void shut_if_written();
  void end();

  Shard& shard_;
  boost::asio::ip::tcp::socket socket_;
  const OutboxSettings settings_;
  prometheus::Counter& slow_;
  std::vector<Slice> queue_;   // a vector, because nearly always all of it is written at once
  std::size_t offset_ = 0;     // of the first slice, already written
  std::size_t allowance_ = 0;  // the bound, or more while one frame beyond it waits
  std::size_t pending_ = 0;    // bytes in the queue, the written part of the first slice excluded
  std::uint64_t bytes_sent_ = 0;
  State state_ = State::open;
  std::optional<CloseCode> close_code_;
  bool flush_asked_ = false;
  bool ends_sending_ = false;
  bool waiting_ = false;  // for the socket to take more
  std::vector<std::function<void()>> below_half_;
  TimerWheel::Timer stall_;
  TimerWheel::Timer linger_;
};

}  // namespace chatelier
