// How one kind of server is spoken to over its WebSocket: the one seam between the load and the server under
// it, so that every server is loaded and measured by the same code. One speaker serves all sockets of a run;
// what it must remember of one, it keeps by that socket's number. The generator's only thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chatelier::bench {

class Speaker {
 public:
  /// Of the opening request (RFC 6455, 4.1): target of the request line, further header lines, each ended by
  /// CR LF.
  struct Opening {
    std::string target;
    std::string headers;
  };
  /// What a heard frame leads to: text frames to send, and whether the socket may from now on send and hear.
  struct Answer {
    std::vector<std::string> say;
    bool ready = false;
  };

  virtual ~Speaker() = default;

  [[nodiscard]] virtual Opening opening(std::size_t socket) = 0;
  /// What a frame with a stamp says of that message.
  enum class News : std::uint8_t { heard, acknowledged, refused };

  /// Every text frame that bears no stamp; first, as soon as the socket is open, an empty one. Throws
  /// std::runtime_error when the server refuses.
  virtual Answer hear(std::size_t socket, std::string_view frame) = 0;
  /// The text frame by which this socket sends a message whose text is `text`: letters, digits and `@`, which
  /// need no escaping in any protocol. Every socket of the room is to hear it, the sender too.
  [[nodiscard]] virtual std::string message(std::size_t socket, std::string_view text) = 0;
  /// Of a frame that bears a stamp. Servers that acknowledge nothing say only that it was heard.
  [[nodiscard]] virtual News news(std::string_view /*frame*/) const { return News::heard; }
};

/// A text begins with a stamp, `@` and the time at which it was to be sent as 19 digits of nanoseconds of
/// CLOCK_MONOTONIC and `@`; that is how a message is recognised, and measured, in whatever a server wraps
/// around it.
[[nodiscard]] std::string stamp(long long intended_ns);
/// Nanoseconds, or 0 when the frame bears none.
[[nodiscard]] long long stamp_in(std::string_view frame);

}  // namespace chatelier::bench
