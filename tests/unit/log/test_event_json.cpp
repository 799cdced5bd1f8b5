// The envelope: live, resumed and replayed events are the same bytes because one function writes them.
#include "platform/log/event_json.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;

namespace {

const EventType message{
    .name = "message.created", .wraps = "message", .admit = {}, .project = {}, .is_message = true};
const EventType left{.name = "member.left",
                     .wraps = {},
                     .admit = {},
                     .project = {},
                     .changes_room = true,
                     .hearing = EventType::Hearing::ends_for_user};

log::Row row(std::string_view type, std::string_view body) {
  return log::Row{"r1", 3, "2026-11-23T09:00:00.000Z", "alice", type, {}, body};
}

}  // namespace

TEST_CASE("an event is its envelope and its body's fields") {
  const auto event = log::to_event(row("member.joined", R"({"user":"bob","role":"member"})"), nullptr);
  CHECK(event->frame->payload() ==
        R"({"type":"member.joined","room":"r1","seq":3,"at":"2026-11-23T09:00:00.000Z","actor":"alice",)"
        R"("user":"bob","role":"member"})");
}

TEST_CASE("a target stands in the envelope, an empty body adds nothing") {
  auto changed = row("message.deleted", "{}");
  changed.target = 2;
  CHECK(
      log::to_event(changed, nullptr)->frame->payload() ==
      R"({"type":"message.deleted","room":"r1","seq":3,"at":"2026-11-23T09:00:00.000Z","actor":"alice","target":2})");
}

TEST_CASE("a message carries its place in the log itself") {
  const auto event = log::to_event(row("message.created", R"({"nonce":"n","text":"hi"})"), &message);
  CHECK(event->frame->payload() ==
        R"({"type":"message.created","room":"r1","seq":3,"at":"2026-11-23T09:00:00.000Z","actor":"alice",)"
        R"("message":{"room":"r1","seq":3,"at":"2026-11-23T09:00:00.000Z","author":"alice","rev":3,)"
        R"("nonce":"n","text":"hi"}})");
}

TEST_CASE("an event that ends a hearing names whose") {
  CHECK(log::to_event(row("member.left", R"({"user":"bob"})"), &left)->ends == "bob");
  CHECK(log::to_event(row("member.left", R"({"user":"bob"})"), nullptr)->ends.empty());
}

TEST_CASE("a room that turns private ends strangers' hearing, a deleted one everybody's") {
  const EventType updated{.name = "room.updated",
                          .wraps = {},
                          .admit = {},
                          .project = {},
                          .changes_room = true,
                          .hearing = EventType::Hearing::ends_for_strangers};
  const EventType deleted{.name = "room.deleted",
                          .wraps = {},
                          .admit = {},
                          .project = {},
                          .changes_room = true,
                          .hearing = EventType::Hearing::ends_for_all};
  const auto narrowed = log::to_event(row("room.updated", R"({"kind":"private"})"), &updated);
  CHECK(narrowed->ends_for_strangers());
  CHECK(narrowed->changes_room);
  CHECK_FALSE(narrowed->ends_for("bob"));
  CHECK_FALSE(log::to_event(row("room.updated", R"({"kind":"public"})"), &updated)->ends_for_strangers());
  CHECK_FALSE(log::to_event(row("room.updated", R"({"topic":"kind"})"), &updated)->ends_for_strangers());
  CHECK(log::to_event(row("room.deleted", "{}"), &deleted)->ends_for("anybody"));
}
