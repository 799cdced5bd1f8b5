// socket.io 4 over its WebSocket transport (Engine.IO 4) with the events of
// tests/bench/peers/socketio/server.mjs: everybody joins one room.
#pragma once

#include "speaker.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace chatelier::bench {

class SocketIoSpeaker final : public Speaker {
 public:
  /// `room`: any name that needs no escaping in JSON.
  explicit SocketIoSpeaker(std::string room);

  [[nodiscard]] Opening opening(std::size_t socket) override;
  Answer hear(std::size_t socket, std::string_view frame) override;
  [[nodiscard]] std::string message(std::size_t socket, std::string_view text) override;

 private:
  const std::string room_;
};

}  // namespace chatelier::bench
