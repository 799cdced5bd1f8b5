// One WebSocket of a client: opens, frames, masks, and hands every text frame to whoever reads. No event loop
// of its own; the crowd says when there is something to read or to write. The generator's only thread.
#pragma once

#include "speaker.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace chatelier::bench {

class ClientSocket {
 public:
  enum class State : std::uint8_t { connecting, opening, open, closed };
  using Listener = std::function<void(std::string_view frame)>;

  /// Begins to connect to 127.0.0.1:`port`. Throws std::system_error.
  ClientSocket(std::uint16_t port, const Speaker::Opening& opening);
  ~ClientSocket();
  ClientSocket(const ClientSocket&) = delete;
  ClientSocket& operator=(const ClientSocket&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] State state() const { return state_; }
  /// Why it closed.
  [[nodiscard]] const std::string& why() const { return why_; }

  void send_text(std::string_view payload);
  /// Reads what is there; `heard` is called for each text frame, and once with an empty one when the socket
  /// has opened.
  void readable(const Listener& heard);
  /// Writes what waits. True while something still does.
  bool writable();
  [[nodiscard]] bool waits_to_write() const { return !unwritten_.empty(); }

 private:
  void send_frame(unsigned char opcode, std::string_view payload);
  void write(std::string_view bytes);
  std::size_t take_head(std::string_view bytes, const Listener& heard);
  std::size_t take_frames(std::string_view bytes, const Listener& heard);
  void fail(std::string why);

  int descriptor_;
  State state_ = State::connecting;
  std::string request_;
  std::string unread_;  // the beginning of a frame whose rest has not come
  std::string unwritten_;
  std::string why_;
};

}  // namespace chatelier::bench
