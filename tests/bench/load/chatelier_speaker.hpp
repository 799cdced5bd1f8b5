// Chatelier's own protocol: the session's cookie, `ready`, `resume`, then messages with a nonce each.
#pragma once

#include "people.hpp"
#include "speaker.hpp"

#include <cstdint>
#include <vector>

namespace chatelier::bench {

class ChatelierSpeaker final : public Speaker {
 public:
  /// Only the first `hearing` sockets ask for what is said in their rooms; the others stay deaf, so that a
  /// large room can be written into without paying for its deliveries.
  ChatelierSpeaker(std::vector<Participant> people, std::size_t hearing);

  [[nodiscard]] Opening opening(std::size_t socket) override;
  Answer hear(std::size_t socket, std::string_view frame) override;
  /// Into the person's rooms in turn. The stamp is the frame's id, so that the answer bears it too.
  [[nodiscard]] std::string message(std::size_t socket, std::string_view text) override;
  [[nodiscard]] News news(std::string_view frame) const override;

 private:
  [[nodiscard]] std::string next_nonce();

  const std::vector<Participant> people_;
  const std::size_t hearing_;
  std::vector<std::size_t> next_room_;
  const std::uint64_t run_;  // so that two runs on one database repeat no nonce
  std::uint64_t messages_ = 0;
};

}  // namespace chatelier::bench
