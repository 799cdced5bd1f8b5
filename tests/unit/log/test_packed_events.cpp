// Events on their way between nodes and into the tail, and bytes that no node wrote.
#include <chatelier/packed_events.hpp>

#include <catch2/catch.hpp>

using namespace chatelier;

namespace {

EventPtr event(std::string type, std::string ends, bool changes_room, std::string_view json) {
  auto out = std::make_shared<RoomEvent>();
  out->type = std::move(type);
  out->ends = std::move(ends);
  out->changes_room = changes_room;
  out->frame = text_frame(json);
  return out;
}

}  // namespace

TEST_CASE("packed events come apart again, numbered up to the last") {
  const std::string packed =
      pack_events({event("message.created", "", false, R"({"text":"a\nb ! c"})"),
                   event("member.left", "bob", true, "{}"), event("room.deleted", "*", true, "{}")});
  const auto events = unpack_events("r", 9, packed);
  REQUIRE(events.size() == 3);
  CHECK(events[0]->room == "r");
  CHECK(events[0]->seq == 7);
  CHECK(events[0]->type == "message.created");
  CHECK(events[0]->ends.empty());
  CHECK_FALSE(events[0]->changes_room);
  CHECK(events[0]->frame->payload() == R"({"text":"a\nb ! c"})");
  CHECK(events[1]->ends_for("bob"));
  CHECK(events[1]->changes_room);
  CHECK(events[2]->seq == 9);
  CHECK(events[2]->type == "room.deleted");
}

TEST_CASE("hostile bytes between nodes are no events") {
  for (const std::string_view text : {"\n", "x", "x\n", "x \n", "x \n{}", " \n{}\n", "x\n{}\n", "x \n{}\ny"})
    CHECK(unpack_events("r", 9, text).empty());
  CHECK(unpack_events("r", 9, "").empty());
  CHECK(
      unpack_events("r", 1, pack_events({event("a", "", false, "{}"), event("b", "", false, "{}")})).empty());
}
