// A WebSocket session under a peer that sends anything, reads when it likes and leaves when it likes, while
// events happen and time passes (promise P7). The input is a script: one byte that says how it begins and
// ends, then steps of a byte, a length and so many bytes.
#include "target.hpp"
#include "websocket_stage.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace {

using namespace chatelier;
using namespace std::chrono_literals;
using fuzz::require;
using fuzz::WebSocketStage;

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

// As a client would: masked, with zeros.
std::string text_frame_of_client(std::string_view payload) {
  std::string bytes("\x81", 1);
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80 | payload.size());
  } else {
    bytes += static_cast<char>(0xfe);
    bytes += static_cast<char>(payload.size() >> 8);
    bytes += static_cast<char>(payload.size() & 0xff);
  }
  return bytes.append(4, '\0').append(payload);
}

// RFC 6455, 7.4. Beast echoes what a peer says beyond 4999, where nothing is defined.
bool may_be_sent(unsigned code) {
  return (code >= 1000 && code < 1015 && code != 1004 && code != 1005 && code != 1006) || code >= 3000;
}

void check_control(unsigned opcode, std::string_view payload) {
  require(payload.size() <= 125, "a control frame is small");
  require(opcode >= 8 && opcode <= 10, "a known kind of frame");
  if (opcode != 8 || payload.empty()) return;
  require(payload.size() >= 2 && may_be_sent(byte_at(payload, 0) << 8U | byte_at(payload, 1)), "a code");
  require(wire::is_valid_text(payload.substr(2)), "a reason is text");
}

// Everything that the server said, to the byte. Only the end may be missing.
void check_heard(std::string_view heard) {
  const auto head = heard.find("\r\n\r\n");
  if (head == std::string_view::npos) return;
  require(heard.starts_with("HTTP/1.1 101 "), "the upgrade is accepted");
  heard.remove_prefix(head + 4);
  bool greeted = false;
  while (heard.size() >= 2) {
    const unsigned opcode = byte_at(heard, 0) & 0x0fU;
    require((byte_at(heard, 0) & 0xf0U) == 0x80, "whole frames without extensions");
    std::size_t size = byte_at(heard, 1);
    std::size_t begin = 2;
    require(size < 128, "a server masks nothing");
    if (size >= 126) {
      const std::size_t width = size == 126 ? 2 : 8;
      size = 0;
      for (std::size_t i = 0; i < width; ++i)
        size = size << 8U | byte_at(heard, 2 + i);
      begin += width;
      require(heard.size() < begin || size >= (width == 2 ? 126U : 65'536U), "the shortest length");
    }
    if (heard.size() < begin + size) return;
    const std::string_view payload = heard.substr(begin, size);
    heard.remove_prefix(begin + size);
    if (opcode != 1) {
      check_control(opcode, payload);
      if (opcode == 8) return require(heard.empty(), "nothing follows a close frame");
      continue;
    }
    require(wire::is_valid_text(payload) && nlohmann::json::accept(payload), "a text frame is JSON");
    if (!std::exchange(greeted, true)) require(payload == R"({"type":"ready"})", "the greeting is first");
  }
}

void step(WebSocketStage& stage, unsigned kind, std::string_view bytes) {
  const std::size_t number = byte_at(bytes, 0);
  switch (kind) {
    case 0: return stage.send(bytes);
    case 1: return stage.send(text_frame_of_client(bytes));
    case 2: return stage.read(bytes.empty() ? std::string::npos : number * 64);
    case 3: return stage.pass(number * 250ms);
    case 4: stage.happen(number * 64, true); break;
    case 5: stage.happen(number * 64, false); break;
    case 6: stage.happen(0, true, std::string(WebSocketStage::user)); break;
    case 7: stage.flicker(); break;
    case 8: stage.drain(); break;
    case 9: stage.revoke(); break;
    case 10: return stage.hang_up();
    // Several things of one turn of the loop: no settling between them.
    case 11:
      for (std::size_t i = 0; i < number % 64; ++i)
        stage.happen(std::size_t{byte_at(bytes, 1)} * 16, true);
      break;
    default: break;
  }
  if (number % 2 == 0) stage.settle();
}

// It says nothing by itself, but reads and answers pings: it is there, and so it stays.
void answer_pings(WebSocketStage& stage) {
  for (std::chrono::milliseconds time{0}; time < 5 * WebSocketStage::heartbeat; time += 5s) {
    stage.pass(5s);
    stage.read(std::string::npos);
    if (stage.heard().ends_with(std::string_view("\x89\0", 2)))
      stage.send(std::string_view("\x8a\x80\0\0\0\0", 6));
  }
  require(stage.open(), "who answers pings is not silent");
}

void run(std::string_view input) {
  const unsigned manner = byte_at(input, 0);
  input.remove_prefix(std::min<std::size_t>(1, input.size()));
  const auto take = [&input](std::size_t size) {
    const std::string_view part = input.substr(0, size);
    input.remove_prefix(part.size());
    return part;
  };
  WebSocketStage stage((manner & 1U) != 0 ? std::string(take(byte_at(take(1), 0))) : std::string());
  bool well_behaved = (manner & 1U) == 0;
  while (!input.empty()) {
    const unsigned kind = byte_at(take(1), 0) % 12;
    // A text may be as long as a frame, to reach what counts its bytes.
    const std::size_t scale = kind == 1 && !input.empty() && byte_at(input, 0) >= 250 ? 20 : 1;
    const std::size_t size = byte_at(take(1), 0) * scale;
    step(stage, kind, take(size));
    well_behaved = well_behaved && kind >= 1 && kind <= 7 && kind != 6;
  }
  stage.settle();
  if ((manner & 4U) != 0 && well_behaved && stage.open()) answer_pings(stage);
  // From here the peer says nothing more; whether it reads or not, the session ends in time.
  const bool reads = (manner & 2U) != 0;
  // Time goes in steps, and each of the three beats may be noticed a step late.
  constexpr auto step_of_time = 5s;
  for (std::chrono::milliseconds quiet{0};
       quiet < 3 * (WebSocketStage::heartbeat + step_of_time) + 6s && !stage.ended(); quiet += step_of_time) {
    if (reads) stage.read(std::string::npos);
    stage.pass(step_of_time);
  }
  require(stage.ended(), "a session ends within three heartbeats of its peer's last word");
  stage.settle();
  require(stage.forgotten(), "and nothing is left of it");
  stage.read(std::string::npos);
  check_heard(stage.heard());
}

const fuzz::Registration registered("websocket", run);

}  // namespace
