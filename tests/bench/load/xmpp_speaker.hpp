// XMPP over WebSocket (RFC 7395): everybody is an anonymous guest (XEP-0175) in one room (XEP-0045). The
// server's frames are told apart by what only they contain; they are not parsed.
#pragma once

#include "speaker.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chatelier::bench {

class XmppSpeaker final : public Speaker {
 public:
  /// The room is `room`@conference.`domain`; neither needs escaping in XML.
  XmppSpeaker(std::string domain, const std::string& room);

  [[nodiscard]] Opening opening(std::size_t socket) override;
  Answer hear(std::size_t socket, std::string_view frame) override;
  [[nodiscard]] std::string message(std::size_t socket, std::string_view text) override;
  [[nodiscard]] News news(std::string_view frame) const override;

 private:
  const std::string domain_;
  const std::string room_;
  std::uint64_t messages_ = 0;
};

}  // namespace chatelier::bench
