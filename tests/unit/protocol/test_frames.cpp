// WebSocket frames: the head that the dispatcher needs, the commands' readers, acks, errors and events.
#include <chatelier/protocol.hpp>

#include <catch2/catch.hpp>
#include <print_result.hpp>

#include <string>
#include <string_view>

namespace chatelier::protocol {
namespace {

const std::string room = "0192f3a1-7c00-7000-8000-00000000000a";
const std::string nonce = "6f1c2a34-0000-4000-8000-0000000000aa";

wire::Document parsed(std::string_view text) {
  auto document = wire::Document::parse(text);
  REQUIRE(document);
  return std::move(*document);
}

Result<FrameHead> head_of(std::string_view text) { return read_frame_head(parsed(text)); }

TEST_CASE("a frame's head has type, id as it was sent, and room", "[protocol]") {
  const auto head = head_of(R"({"type":"message.send","id":"a\"é","room":")" + room + "\"}");
  REQUIRE(head);
  CHECK(head->type == "message.send");
  CHECK(head->id == R"("a\"é")");
  CHECK(head->room == room);
  CHECK(head_of(R"({"type":"ping","id":-7})")->id == "-7");
  CHECK(head_of(R"({"type":"ping"})")->id.empty());
  CHECK(head_of(R"({"type":"typing","room":"nowhere"})")->room.empty());
  CHECK(head_of(R"({"type":"typing","room":7})")->room.empty());
}

TEST_CASE("what has no type or no usable id is no frame", "[protocol]") {
  for (const std::string& text :
       {std::string{"[]"}, std::string{"1"}, std::string{"{}"}, std::string{R"({"type":7})"},
        std::string{R"({"type":""})"}, R"({"type":")" + std::string(65, 'x') + "\"}",
        std::string{R"({"type":"ping","id":""})"}, std::string{R"({"type":"ping","id":null})"},
        std::string{R"({"type":"ping","id":1.5})"}, std::string{R"({"type":"ping","id":9007199254740992})"},
        std::string{R"({"type":"ping","id":{}})"},
        R"({"type":"ping","id":")" + std::string(65, 'x') + "\"}"}) {
    CAPTURE(text);
    const auto head = head_of(text);
    REQUIRE_FALSE(head);
    CHECK(head.error().code == ErrorCode::protocol_frame_invalid);
  }
}

TEST_CASE("a command is read from the same document as its head", "[protocol]") {
  const auto frame = parsed(R"({"type":"message.send","id":1,"room":")" + room + R"(","nonce":")" + nonce +
                            R"(","text":"hi","reply_to":3})");
  REQUIRE(find_command(read_frame_head(frame)->type) == &commands::MessageSend::spec);
  const auto in = commands::MessageSend::read(frame);
  REQUIRE(in);
  CHECK(in->room == room);
  CHECK(in->nonce == nonce);
  CHECK(in->text == "hi");
  CHECK(in->reply_to == 3);
}

TEST_CASE("a command refuses unknown, missing and oversized fields by name [P16]", "[protocol]") {
  const auto in = commands::MessageSend::read(
      parsed(R"({"type":"message.send","room":"x","text":")" + std::string(4'001, 'x') + R"(","to":"bob"})"));
  REQUIRE_FALSE(in);
  CHECK(in.error().code == ErrorCode::request_invalid);
  CHECK(in.error().fields ==
        std::vector<FieldError>{{"room", "format"}, {"text", "too_long"}, {"to", "unknown"}});
  CHECK(in.error().detail == "room: format, text: too_long, to: unknown");
}

TEST_CASE("resume takes a map of rooms, bounded and with one spelling per id", "[protocol]") {
  using commands::Resume;
  CHECK(Resume::read(parsed(R"({"type":"resume","rooms":{}})"))->rooms.empty());
  const auto in = Resume::read(parsed(R"({"type":"resume","rooms":{")" + room + R"(":17}})"));
  REQUIRE(in);
  CHECK(in->rooms == std::vector<std::pair<std::string, std::int64_t>>{{room, 17}});

  const auto field = [](std::string_view rooms) {
    const auto bad = Resume::read(parsed(R"({"type":"resume","rooms":)" + std::string{rooms} + "}"));
    REQUIRE_FALSE(bad);
    return bad.error().fields.front();
  };
  CHECK(field("[]") == FieldError{"rooms", "type"});
  CHECK(field(R"({"x":1})") == FieldError{"rooms.x", "format"});
  CHECK(field(R"({")" + room + R"(":-1})") == FieldError{"rooms." + room, "too_small"});
  CHECK(field(R"({")" + room + R"(":1.0})") == FieldError{"rooms." + room, "type"});
  CHECK(field(R"({")" + room + R"(":1,"0192F3A1-7C00-7000-8000-00000000000A":2})") ==
        FieldError{"rooms", "duplicate"});

  std::string many = "{";
  for (int index = 1'000; index < 2'001; ++index)
    many += (index == 1'000 ? "\"" : ",\"") + room.substr(0, 32) + std::to_string(index) + "\":1";
  CHECK(field(many + "}") == FieldError{"rooms", "too_many"});
}

TEST_CASE("acks and errors echo the id", "[protocol]") {
  CHECK(ack_frame("7", Nothing{}) == R"({"type":"ack","id":7})");
  CHECK(ack_frame("\"a\"", Stored{.seq = 3, .at = "2026-01-01T00:00:00.000Z"}) ==
        R"({"type":"ack","id":"a","seq":3,"at":"2026-01-01T00:00:00.000Z"})");
  CHECK(error_frame("", fail(ErrorCode::protocol_unknown_type, "x")) ==
        R"({"type":"error","code":"protocol/unknown_type","detail":"x"})");
  CHECK(error_frame("7", fail_after(ErrorCode::rate_limited, std::chrono::milliseconds{250})) ==
        R"({"type":"error","id":7,"code":"rate/limited","detail":"Too many requests","retry_after_ms":250})");
  CHECK(error_frame("7", fail_field("text", "missing"))
            .ends_with(R"("errors":[{"field":"text","code":"missing"}]})"));
}

TEST_CASE("a problem document has what RFC 9457 and the contract name", "[protocol]") {
  CHECK(problem_json(fail(ErrorCode::room_not_found), "r-1") ==
        R"({"type":"urn:chatelier:error:room/not_found","title":"There is no such room","status":404,)"
        R"("code":"room/not_found","detail":"There is no such room","request_id":"r-1"})");
  CHECK(
      problem_json(fail_field("seq", "type"), "r").ends_with(R"("errors":[{"field":"seq","code":"type"}]})"));
}

TEST_CASE("events are whole frames, or the body that the log stores", "[protocol]") {
  CHECK(to_json(events::Pong{}) == R"({"type":"pong"})");
  CHECK(to_json(events::Typing{.room = "r", .user = "u"}) == R"({"type":"typing","room":"r","user":"u"})");
  CHECK(body_json(events::MemberLeft{.user = "u"}) == R"({"user":"u"})");
  CHECK(body_json(events::MessageCreated{.nonce = "n", .text = "\"hi\""}) ==
        R"({"nonce":"n","text":"\"hi\"","attachments":[],"reactions":[]})");
  CHECK(body_json(events::MessageCreated{.nonce = "n", .text = "x", .reply_to = 4}).find(R"("reply_to":4)") !=
        std::string::npos);
  const std::string added = to_json(events::RoomAdded{JoinedRoom{.room = "r", .name = "n", .last_seq = 2}});
  CHECK(added.starts_with(R"({"type":"room.added","room":"r","name":"n","kind":"public",)"));
}

TEST_CASE("raw texts are written as they are", "[protocol]") {
  CHECK(to_json(EventPage{.events = {R"({"seq":1})", R"({"seq":2})"}, .last_seq = 2}) ==
        R"({"events":[{"seq":1},{"seq":2}],"last_seq":2})");
}

}  // namespace
}  // namespace chatelier::protocol
