// Builds the bytes of a server's frame (RFC 6455, 5.2), once for every receiver. Any thread.
#include <chatelier/frame.hpp>

namespace chatelier {

Frame::Frame(Kind kind, std::string_view payload) {
  constexpr unsigned fin = 0x80;
  const std::uint64_t size = payload.size();
  const unsigned length_bytes = size < 126 ? 0 : size <= 0xffff ? 2 : 8;
  bytes_.reserve(2 + length_bytes + payload.size());
  bytes_ += static_cast<char>(fin | (kind == Kind::text ? 1U : 2U));
  bytes_ += static_cast<char>(length_bytes == 0 ? size : length_bytes == 2 ? 126 : 127);
  for (unsigned left = length_bytes; left > 0; --left)
    bytes_ += static_cast<char>((size >> (8 * (left - 1))) & 0xff);
  header_ = bytes_.size();
  bytes_ += payload;
}

FramePtr text_frame(std::string_view payload) {
  return std::make_shared<const Frame>(Frame::Kind::text, payload);
}

}  // namespace chatelier
