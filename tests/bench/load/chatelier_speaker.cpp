#include "chatelier_speaker.hpp"

#include <cstdio>
#include <random>
#include <stdexcept>

namespace chatelier::bench {
namespace {

constexpr std::size_t stamp_size = 21;

std::uint64_t random_bits() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

bool is_of_type(std::string_view frame, std::string_view type) {
  constexpr std::string_view before = R"({"type":")";
  return frame.starts_with(before) && frame.substr(before.size()).starts_with(type);
}

}  // namespace

ChatelierSpeaker::ChatelierSpeaker(std::vector<Participant> people, std::size_t hearing)
    : people_(std::move(people)), hearing_(hearing), next_room_(people_.size()), run_(random_bits()) {}

Speaker::Opening ChatelierSpeaker::opening(std::size_t socket) {
  return {"/api/v1/ws",
          "Cookie: chatelier=" + people_.at(socket).secret + "\r\nSec-WebSocket-Protocol: chatelier.v1\r\n"};
}

Speaker::Answer ChatelierSpeaker::hear(std::size_t socket, std::string_view frame) {
  if (is_of_type(frame, "ready\"") && socket >= hearing_) return {{}, true};
  if (is_of_type(frame, "ready\"")) return {{R"({"type":"resume","rooms":{}})"}, true};
  if (is_of_type(frame, "error\"")) throw std::runtime_error("the server says " + std::string(frame));
  return {};
}

std::string ChatelierSpeaker::next_nonce() {
  char text[37];
  const std::uint64_t number = ++messages_;
  std::snprintf(text, sizeof text, "%08x-%04x-4%03x-a%03x-%012llx", static_cast<unsigned>(run_ >> 32),
                static_cast<unsigned>(run_ >> 16 & 0xffff), static_cast<unsigned>(run_ & 0xfff),
                static_cast<unsigned>(number >> 48 & 0xfff),
                static_cast<unsigned long long>(number & 0xffffffffffffULL));
  return text;
}

std::string ChatelierSpeaker::message(std::size_t socket, std::string_view text) {
  const std::vector<std::string>& rooms = people_[socket].rooms;
  std::string frame = R"({"type":"message.send","id":")";
  frame.append(text.substr(0, stamp_size)).append(R"(","room":")");
  frame.append(rooms[next_room_[socket]++ % rooms.size()]).append(R"(","nonce":")");
  frame.append(next_nonce()).append(R"(","text":")").append(text).append("\"}");
  return frame;
}

Speaker::News ChatelierSpeaker::news(std::string_view frame) const {
  if (is_of_type(frame, "ack\"")) return News::acknowledged;
  if (is_of_type(frame, "error\"")) return News::refused;
  return News::heard;
}

}  // namespace chatelier::bench
