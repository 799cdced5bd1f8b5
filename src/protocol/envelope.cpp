// What every frame and every refusal has in common: the head of a command, acks, errors, problem documents.
#include "reader.hpp"

#include <chatelier/protocol.hpp>

namespace chatelier::protocol {
namespace {

constexpr std::size_t max_type = 64;
constexpr std::size_t max_id = 64;

const wire::Node* member(const wire::Node& object, std::string_view name) {
  for (std::size_t index = 0; index < object.keys.size(); ++index)
    if (object.keys[index] == name) return &object.items[index];
  return nullptr;
}

// The id as JSON again, or empty when it is none that a client may choose.
std::string id_json(const wire::Node& node) {
  std::string json;
  wire::Writer out{json};
  if (node.kind == wire::Node::Kind::integer) out.value(node.integer);
  if (node.kind == wire::Node::Kind::text && !node.text.empty() && wire::code_points(node.text) <= max_id)
    out.value(node.text);
  return json;
}

std::string_view detail_of(const Error& error) {
  return error.detail.empty() ? info(error.code).title : std::string_view{error.detail};
}

std::optional<std::vector<FieldProblem>> fields_of(const Error& error) {
  if (error.fields.empty()) return std::nullopt;
  std::vector<FieldProblem> fields;
  for (const FieldError& field : error.fields)
    fields.push_back({.field = field.field, .code = field.code});
  return fields;
}

}  // namespace

Result<FrameHead> read_frame_head(const wire::Document& frame) {
  const wire::Node& root = frame.root();
  const wire::Node* type = member(root, "type");
  if (root.kind != wire::Node::Kind::object || type == nullptr || type->kind != wire::Node::Kind::text ||
      type->text.empty() || type->text.size() > max_type)
    return fail(ErrorCode::protocol_frame_invalid, "a frame is an object with a type");
  FrameHead head{.type = type->text};
  if (const wire::Node* id = member(root, "id")) {
    head.id = id_json(*id);
    if (head.id.empty())
      return fail(ErrorCode::protocol_frame_invalid, "id is a text of 1 to 64 characters or an integer");
  }
  if (const wire::Node* room = member(root, "room")) {
    wire::Problems ignored;
    const wire::TextRule rule{.format = wire::TextFormat::uuid};
    wire::read_value(*room, head.room, rule, wire::Path{.name = "room"}, ignored);
  }
  return head;
}

std::string ack_frame(std::string_view id, const Nothing& /*answer*/) {
  std::string text;
  wire::Writer out{text};
  out.begin_object();
  out.member("type", "ack");
  out.key("id");
  out.raw(id);
  out.end_object();
  return text;
}

std::string error_frame(std::string_view id, const Error& error) {
  const ErrorInfo& about = info(error.code);
  std::string text;
  wire::Writer out{text};
  out.begin_object();
  out.member("type", "error");
  if (!id.empty()) {
    out.key("id");
    out.raw(id);
  }
  out.member("code", about.code);
  out.member("detail", detail_of(error));
  if (error.retry_after.count() > 0) out.member("retry_after_ms", std::int64_t{error.retry_after.count()});
  if (const auto fields = fields_of(error)) {
    out.key("errors");
    out.begin_array();
    for (const FieldProblem& field : *fields)
      write(out, field);
    out.end_array();
  }
  out.end_object();
  return text;
}

std::string problem_json(const Error& error, std::string_view request_id) {
  const ErrorInfo& about = info(error.code);
  return to_json(Problem{.type = "urn:chatelier:error:" + std::string{about.code},
                         .title = std::string{about.title},
                         .status = about.status,
                         .code = std::string{about.code},
                         .detail = std::string{detail_of(error)},
                         .request_id = std::string{request_id},
                         .errors = fields_of(error)});
}

}  // namespace chatelier::protocol
