// One encoded WebSocket frame of the server: built once, shared by every receiver. Immutable, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace chatelier {

/// Header and payload as they go over the wire. A server's frames are not masked (RFC 6455, 5.1), so the
/// bytes are the same for all.
class Frame {
 public:
  enum class Kind : std::uint8_t { text, binary };
  Frame(Kind kind, std::string_view payload);

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::string_view payload() const { return std::string_view(bytes_).substr(header_); }

 private:
  std::string bytes_;
  std::size_t header_;
};
using FramePtr = std::shared_ptr<const Frame>;

[[nodiscard]] FramePtr text_frame(std::string_view payload);

/// Close codes of the public contract.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  unsupported = 1003,
  policy = 1008,
  too_big = 1009,
  restarting = 1012,
  session_ended = 4001,
  protocol_error = 4003,
  slow_consumer = 4008,
  rate = 4029,
};

}  // namespace chatelier
