// A frame of a client, from its bytes to a command: the strict JSON reader, the head, every command's own
// reader.
#include "json_tree.hpp"
#include "protocol/node.hpp"
#include "target.hpp"

#include <chatelier/ids.hpp>
#include <chatelier/protocol.hpp>

#include <nlohmann/json.hpp>

namespace {

using namespace chatelier;
using namespace protocol::commands;
using fuzz::require;
using wire::Writer;

void write(Writer& out, const MessageSendIn& in) {
  require(is_id(in.room) && (!in.nonce || is_id(*in.nonce)), "ids are ids");
  const std::size_t length = wire::code_points(in.text);
  require(wire::is_valid_text(in.text) && length >= 1 && length <= 4'000,
          "a message has 1 to 4,000 characters");
  require(!in.reply_to || *in.reply_to >= 1, "an answer is to something");
  out.member("room", in.room);
  if (in.nonce) out.member("nonce", *in.nonce);
  out.member("text", in.text);
  if (in.reply_to) out.member("reply_to", *in.reply_to);
}
template <class In>
requires requires(const In& in) { in.room; }
void write(Writer& out, const In& in) {
  require(is_id(in.room), "a room is an id");
  out.member("room", in.room);
}
void write(Writer& out, const ReadMarkIn& in) {
  require(is_id(in.room) && in.seq >= 0, "a mark stands somewhere");
  out.member("room", in.room);
  out.member("seq", in.seq);
}
void write(Writer& out, const ResumeIn& in) {
  out.key("rooms");
  out.begin_object();
  for (std::size_t i = 0; i < in.rooms.size(); ++i) {
    const auto& [room, seq] = in.rooms[i];
    require(is_id(room) && seq >= 0, "a room and what is held of it");
    require(i == 0 || in.rooms[i - 1].first < room, "each room once, in order");
    out.member(room, seq);
  }
  out.end_object();
}
void write(Writer& /*out*/, const protocol::Nothing& /*in*/) {}

void check_refusal(const Error& error, std::string_view id) {
  const auto frame = nlohmann::json::parse(protocol::error_frame(id, error));
  require(frame["type"] == "error" && frame["code"].is_string(), "a refusal is a frame");
  require(id.empty() || frame["id"] == nlohmann::json::parse(id), "and says of what");
}

// What was accepted, written as a client would, is accepted again and is the same.
template <class Command>
void check_command(const wire::Document& frame, const protocol::FrameHead& head) {
  const auto in = Command::read(frame);
  if (!in) {
    require(in.error().code == ErrorCode::request_invalid && !in.error().fields.empty(),
            "a problem has a place");
    check_refusal(in.error(), head.id);
    return;
  }
  const auto frame_of = [&head](const typename Command::In& content) {
    std::string text;
    Writer out{text};
    out.begin_object();
    out.member("type", head.type);
    write(out, content);
    out.end_object();
    return text;
  };
  const std::string text = frame_of(*in);
  const auto again = wire::Document::parse(text);
  require(again.has_value(), "what we write is JSON");
  const auto twice = Command::read(*again);
  require(twice.has_value() && frame_of(*twice) == text, "what was accepted is accepted again");
}

void run(std::string_view input) {
  const auto frame = wire::Document::parse(input);
  if (!frame) {
    require(frame.error().code == ErrorCode::request_malformed_json, "malformed and nothing else");
    check_refusal(frame.error(), {});
    return;
  }
  require(nlohmann::json::accept(input), "what is accepted is JSON");
  fuzz::check_tree(frame->root());
  const auto written = wire::Document::parse(fuzz::json_of(frame->root()));
  require(written && fuzz::same(frame->root(), written->root()), "written again it reads the same");

  const auto head = protocol::read_frame_head(*frame);
  if (!head) return check_refusal(head.error(), {});
  require(!head->type.empty() && head->type.size() <= 64, "a type is short");
  require(head->room.empty() || is_id(head->room), "a room is an id or none");
  check_refusal(fail(ErrorCode::protocol_unknown_type, head->type), head->id);
  const protocol::CommandSpec* spec = protocol::find_command(head->type);
  if (spec == nullptr) return;
  require(spec->type == head->type, "the command that was named");
  check_command<MessageSend>(*frame, *head);
  check_command<RoomOpen>(*frame, *head);
  check_command<RoomClose>(*frame, *head);
  check_command<Typing>(*frame, *head);
  check_command<ReadMark>(*frame, *head);
  check_command<Resume>(*frame, *head);
  check_command<Ping>(*frame, *head);
}

const fuzz::Registration registered("event_reader", run);

}  // namespace
