// What must be said to get the WebSocket; Beast alone takes any key, and answers for itself when it refuses.
#include "platform/net/upgrade_head.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <string>

using namespace chatelier;

namespace {

using Lines = std::map<std::string, std::string>;

Lines sound_lines() {
  return {{"Connection", "Upgrade"},
          {"Upgrade", "websocket"},
          {"Sec-WebSocket-Version", "13"},
          {"Sec-WebSocket-Protocol", "chatelier.v1"},
          {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
}

unsigned status_of(const Lines& lines, const std::string& version = "HTTP/1.1") {
  std::string text = "GET /api/v1/ws " + version + "\r\nHost: chat.example\r\n";
  for (const auto& [name, value] : lines)
    text.append(name).append(": ").append(value).append("\r\n");
  const auto head = read_head(text + "\r\n", HeadLimits{}, OwnHosts{"chat.example", false});
  REQUIRE(head.has_value());
  const auto result = check_upgrade(*head);
  return result ? 101 : info(result.error().code).status;
}

unsigned status_with(const std::string& name, const std::string& value) {
  Lines lines = sound_lines();
  lines[name] = value;
  return status_of(lines);
}

}  // namespace

TEST_CASE("the upgrade is asked for in whole words, whatever their case and company [req-33]") {
  CHECK(status_of(sound_lines()) == 101);
  CHECK(status_with("Connection", "keep-alive, UPGRADE") == 101);
  CHECK(status_with("Upgrade", "WebSocket") == 101);
  CHECK(status_with("Upgrade", "h2c , websocket") == 101);
  CHECK(status_with("Sec-WebSocket-Protocol", "chatelier.v9, chatelier.v1") == 101);
}

TEST_CASE("words that only contain what is asked for are other words [req-33]") {
  CHECK(status_with("Connection", "noupgrade") == 426);
  CHECK(status_with("Upgrade", "websockets") == 426);
  CHECK(status_with("Sec-WebSocket-Protocol", "chatelier.v10") == 426);
  CHECK(status_with("Sec-WebSocket-Protocol", "Chatelier.v1") == 426);
}

TEST_CASE("another version, of WebSocket or of HTTP, is told which one is spoken") {
  for (const char* version : {"", "0", "8", "12", "14", "013", "13, 8"})
    CHECK(status_with("Sec-WebSocket-Version", version) == 426);
  CHECK(status_of(sound_lines(), "HTTP/1.0") == 426);
}

TEST_CASE("a key is sixteen bytes in base64") {
  for (const char* key :
       {"", "a", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25j", "dGhlIHNhbXBsZSBub25jZWE=",
        "dGhlIHNhbXBsZSBub25jZ!==", "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ=="})
    CHECK(status_with("Sec-WebSocket-Key", key) == 400);
}
