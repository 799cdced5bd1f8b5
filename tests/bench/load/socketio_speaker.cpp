#include "socketio_speaker.hpp"

#include <stdexcept>
#include <utility>

namespace chatelier::bench {
namespace {

// The first digit is Engine.IO's, the second one socket.io's, a number after them asks for an answer.
constexpr std::string_view opened = "0";
constexpr std::string_view ping = "2";
constexpr std::string_view pong = "3";
constexpr std::string_view connected = "40";
constexpr std::string_view joined = "430";

}  // namespace

SocketIoSpeaker::SocketIoSpeaker(std::string room) : room_(std::move(room)) {}

Speaker::Opening SocketIoSpeaker::opening(std::size_t /*socket*/) {
  return {"/socket.io/?EIO=4&transport=websocket", ""};
}

Speaker::Answer SocketIoSpeaker::hear(std::size_t socket, std::string_view frame) {
  if (frame.empty()) return {};
  if (frame == ping) return {{std::string(pong)}, false};
  if (frame.starts_with(opened)) return {{R"(40{"name":"person-)" + std::to_string(socket) + "\"}"}, false};
  if (frame.starts_with(connected)) return {{R"(420["join",")" + room_ + "\"]"}, false};
  if (frame.starts_with(joined)) return {{}, true};
  throw std::runtime_error("socket.io says " + std::string(frame));
}

std::string SocketIoSpeaker::message(std::size_t /*socket*/, std::string_view text) {
  std::string frame = R"(42["message",{"room":")";
  frame.append(room_).append(R"(","text":")").append(text).append("\"}]");
  return frame;
}

}  // namespace chatelier::bench
