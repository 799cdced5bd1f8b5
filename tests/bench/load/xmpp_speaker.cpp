#include "xmpp_speaker.hpp"

#include <stdexcept>
#include <utility>

namespace chatelier::bench {
namespace {

bool contains(std::string_view frame, std::string_view part) {
  return frame.find(part) != std::string_view::npos;
}

bool is_error(std::string_view frame) {
  return contains(frame, "type='error'") || contains(frame, "type=\"error\"");
}

/// Of one's own presence in a room (XEP-0045, 7.2.2).
bool is_own_presence(std::string_view frame) {
  return frame.starts_with("<presence") && (contains(frame, "code='110'") || contains(frame, "code=\"110\""));
}

}  // namespace

XmppSpeaker::XmppSpeaker(std::string domain, const std::string& room)
    : domain_(std::move(domain)), room_(room + "@conference." + domain_) {}

Speaker::Opening XmppSpeaker::opening(std::size_t /*socket*/) {
  return {"/ws", "Sec-WebSocket-Protocol: xmpp\r\n"};
}

Speaker::Answer XmppSpeaker::hear(std::size_t socket, std::string_view frame) {
  // A stream is opened twice: as nobody, and as the guest that one has become.
  if (frame.empty() || frame.starts_with("<success"))
    return {{"<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='" + domain_ + "' version='1.0'/>"},
            false};
  if (contains(frame, "<mechanisms"))
    return {{"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>"}, false};
  if (contains(frame, "features") && contains(frame, "<bind"))
    return {{"<iq xmlns='jabber:client' type='set' id='bind'>"
             "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"},
            false};
  if (frame.starts_with("<failure") || frame.starts_with("<close") || frame.starts_with("<stream:error") ||
      is_error(frame))
    throw std::runtime_error("the XMPP server says " + std::string(frame));
  if (frame.starts_with("<iq") && contains(frame, "<bind"))
    return {{"<presence xmlns='jabber:client' to='" + room_ + "/person-" + std::to_string(socket) +
             "'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>"},
            false};
  return {{}, is_own_presence(frame)};
}

std::string XmppSpeaker::message(std::size_t /*socket*/, std::string_view text) {
  std::string frame = "<message xmlns='jabber:client' to='" + room_ + "' type='groupchat' id='m";
  frame.append(std::to_string(++messages_)).append("'><body>").append(text).append("</body></message>");
  return frame;
}

Speaker::News XmppSpeaker::news(std::string_view frame) const {
  return is_error(frame) ? News::refused : News::heard;
}

}  // namespace chatelier::bench
