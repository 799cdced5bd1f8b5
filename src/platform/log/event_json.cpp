#include "event_json.hpp"

#include <nlohmann/json.hpp>

#include <memory>

namespace chatelier::log {
namespace {

// The fields between the braces of an object, with a leading comma if there are any.
void append_fields(std::string& out, std::string_view object) {
  const std::string_view fields = object.substr(1, object.size() - 2);
  if (fields.empty()) return;
  out += ',';
  out += fields;
}

std::string whose_hearing_ends(EventType::Hearing hearing, std::string_view body) {
  using Hearing = EventType::Hearing;
  switch (hearing) {
    case Hearing::goes_on: return {};
    case Hearing::ends_for_user: return nlohmann::json::parse(body).at("user").get<std::string>();
    case Hearing::ends_for_strangers:
      return nlohmann::json::parse(body).value("kind", "") == "private" ? std::string(RoomEvent::strangers)
                                                                        : std::string();
    case Hearing::ends_for_all: return std::string(RoomEvent::everybody);
  }
  return {};
}

}  // namespace

EventPtr to_event(const Row& row, const EventType* type) {
  const std::string seq = std::to_string(row.seq);
  std::string json;
  json.reserve(320 + row.body.size());
  json.append("{\"type\":\"").append(row.type).append("\",\"room\":\"").append(row.room);
  json.append("\",\"seq\":").append(seq).append(",\"at\":\"").append(row.at);
  json.append("\",\"actor\":\"").append(row.actor).append("\"");
  if (row.target) json.append(",\"target\":").append(std::to_string(*row.target));
  if (type != nullptr && !type->wraps.empty()) {
    json.append(",\"").append(type->wraps).append("\":{\"room\":\"").append(row.room);
    json.append("\",\"seq\":").append(seq).append(",\"at\":\"").append(row.at);
    json.append("\",\"author\":\"").append(row.actor).append("\",\"rev\":").append(seq);
    append_fields(json, row.body);
    json += '}';
  } else {
    append_fields(json, row.body);
  }
  json += '}';

  auto event = std::make_shared<RoomEvent>();
  event->room = row.room;
  event->seq = row.seq;
  event->type = row.type;
  if (type != nullptr) {
    event->changes_room = type->changes_room;
    event->ends = whose_hearing_ends(type->hearing, row.body);
  }
  event->frame = text_frame(json);
  return event;
}

}  // namespace chatelier::log
