// The hub: everything in order, nothing twice, nothing lost, nothing to those who may not hear it.
#include "room_double.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;

TEST_CASE("before resume a socket hears no room [P6]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 3);
  table.commit();
  table.settle();
  CHECK(sink.frames.empty());
  table.hub.detach(*connection);
}

TEST_CASE("resume gives what is missing since ready, then resumed, then what happens [P5]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 3);
  table.hub.resume(*connection, {{"r", 1}});
  table.hub.head("r", 3);
  table.settle();
  CHECK(sink.seqs("r") == from_to(2, 3));
  CHECK(sink.types().back() == "resumed");
  table.commit();
  CHECK(sink.seqs("r") == from_to(2, 4));
  table.hub.detach(*connection);
  CHECK(table.interest.rooms.empty());
}

TEST_CASE("an event that was committed between ready and resume is not lost [P6]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 3);
  table.commit(false);
  table.hub.resume(*connection, {});
  table.hub.head("r", 4);  // the comparison that the new interest causes
  table.settle();
  CHECK(sink.seqs("r") == from_to(4, 4));
  table.hub.detach(*connection);
}

TEST_CASE("events that arrive late, twice or in the wrong order are heard once and in order [P3]") {
  HubOnATable table(0);
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 0);
  table.hub.resume(*connection, {});
  for (int i = 0; i < 5; ++i)
    table.commit(false);
  for (const std::size_t index : {2, 0, 0, 4, 1, 3, 2})
    table.hub.deliver(table.history.events[index]);
  table.settle();
  CHECK(sink.seqs("r") == from_to(1, 5));
  table.hub.detach(*connection);
}

TEST_CASE("a lost last publish shows when heads are compared") {
  HubOnATable table(0);
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 0);
  table.hub.resume(*connection, {});
  table.commit();
  table.commit(false);
  table.settle();
  CHECK(sink.seqs("r") == from_to(1, 1));
  table.hub.head("r", 2);
  table.settle();
  CHECK(sink.seqs("r") == from_to(1, 2));
  table.hub.detach(*connection);
}

TEST_CASE("who missed more than a thousand events is told to read again [P5]") {
  HubOnATable table(1'500);
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 1'500);
  table.hub.resume(*connection, {{"r", 10}});
  table.settle();
  CHECK(sink.types() == std::vector<std::string>{"resync"});
  table.commit();
  CHECK(sink.seqs("r") == from_to(1'501, 1'501));
  table.hub.detach(*connection);
}

TEST_CASE("who missed more than a megabyte is told to read again [P5]") {
  HubOnATable table(0);
  for (std::int64_t seq = 1; seq <= 300; ++seq)
    table.history.events.push_back(event("r", seq, {}, 8'000));
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 300);
  table.hub.resume(*connection, {{"r", 0}});
  table.hub.head("r", 300);
  table.settle();
  CHECK(sink.types().back() == "resync");
  CHECK(sink.frames.size() < 140);
  table.hub.detach(*connection);
}

TEST_CASE("who leaves hears the leaving itself and nothing after it [req-24]") {
  HubOnATable table(1);
  RecordingSink alice, bob;
  const auto first = table.connect(alice, "alice", 1);
  const auto second = table.connect(bob, "bob", 1);
  table.hub.resume(*first, {});
  table.hub.resume(*second, {});
  table.hub.show(*second, "r");
  table.commit(true, "bob");
  table.commit();
  table.hub.deliver_to_screens("r", "alice", text_frame(R"({"type":"typing"})"));
  table.settle();
  CHECK(alice.seqs("r") == from_to(2, 3));
  CHECK(bob.seqs("r") == from_to(2, 2));
  CHECK(bob.types().back() == "member.left");
  table.hub.detach(*first);
  table.hub.detach(*second);
}

TEST_CASE("who was behind when removed hears up to the removal only [req-24]") {
  HubOnATable table(3);
  table.commit(false, "bob");
  for (int i = 0; i < 3; ++i)
    table.commit(false);
  RecordingSink sink;
  const auto connection = table.connect(sink, "bob", 3);
  table.hub.resume(*connection, {{"r", 1}});
  table.settle();
  CHECK(sink.seqs("r") == from_to(2, 4));
  CHECK(table.interest.rooms.empty());
  table.hub.detach(*connection);
}

TEST_CASE("membership is asked again for every page of catching up [req-24]") {
  HubOnATable table(50);
  RecordingSink sink;
  const auto connection = table.connect(sink, "bob", 50);
  table.doors.shut_for.insert("bob");
  table.hub.resume(*connection, {{"r", 1}});
  table.hub.head("r", 50);
  table.settle();
  CHECK(sink.seqs("r").empty());
  CHECK(sink.types() == std::vector<std::string>{"gone"});
  table.hub.detach(*connection);
}

TEST_CASE("while the outbox is above half, catching up pauses and live frames are not queued [P7]") {
  HubOnATable table(300, HubSettings{.ring_events = 16, .page_events = 100});
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 300);
  sink.waiting = 600;
  table.hub.resume(*connection, {{"r", 1}});
  table.hub.head("r", 300);
  table.settle();
  CHECK(sink.frames.empty());
  table.commit();
  CHECK(sink.frames.empty());
  sink.waiting = 0;
  REQUIRE(sink.below_half);
  sink.below_half();
  table.settle();
  CHECK(sink.seqs("r") == from_to(2, 301));
  table.hub.detach(*connection);
}

TEST_CASE("a burst beyond half of the outbox is caught up with, not a reason to close [P7]") {
  HubOnATable table(1);
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 1);
  table.hub.resume(*connection, {});
  table.settle();
  sink.waiting = 600;
  table.commit();
  table.commit();
  table.settle();
  CHECK(sink.seqs("r").empty());
  sink.waiting = 0;
  REQUIRE(sink.below_half);
  sink.below_half();
  table.settle();
  CHECK(sink.seqs("r") == from_to(2, 3));
  table.commit();
  CHECK(sink.seqs("r") == from_to(2, 4));
  CHECK_FALSE(sink.closed);
  table.hub.detach(*connection);
}

TEST_CASE("a storm of equal reconnects reads the log once per page [P14]") {
  HubOnATable table(80);
  std::vector<std::unique_ptr<RecordingSink>> sinks;
  std::vector<std::shared_ptr<Connection>> connections;
  for (int i = 0; i < 50; ++i) {
    sinks.push_back(std::make_unique<RecordingSink>());
    connections.push_back(table.connect(*sinks.back(), "user" + std::to_string(i), 80));
    table.hub.resume(*connections.back(), {{"r", 10}});
  }
  table.settle();
  CHECK(table.history.reads == 1);
  for (const auto& sink : sinks)
    CHECK(sink->seqs("r") == from_to(11, 80));
  for (const auto& connection : connections)
    table.hub.detach(*connection);
}

TEST_CASE("the ring serves a short absence without reading the log") {
  HubOnATable table(0);
  RecordingSink stays, comes;
  const auto first = table.connect(stays, "alice", 0);
  table.hub.resume(*first, {});
  for (int i = 0; i < 20; ++i)
    table.commit();
  const auto second = table.connect(comes, "bob", 20);
  table.hub.resume(*second, {{"r", 15}});
  table.settle();
  CHECK(comes.seqs("r") == from_to(16, 20));
  CHECK(table.history.reads == 0);
  table.hub.detach(*first);
  table.hub.detach(*second);
}

TEST_CASE("signals reach every socket of one person only") {
  HubOnATable table(0);
  RecordingSink phone, laptop, other;
  const auto a = table.connect(phone, "alice", 0);
  const auto b = table.connect(laptop, "alice", 0);
  const auto c = table.connect(other, "bob", 0);
  table.hub.deliver_signal(
      Signal{Signal::Kind::frame, "alice", {}, {}, 0, text_frame(R"({"type":"read.marked"})")});
  CHECK(phone.types() == std::vector<std::string>{"read.marked"});
  CHECK(laptop.types() == std::vector<std::string>{"read.marked"});
  CHECK(other.frames.empty());
  table.hub.deliver_signal(Signal{Signal::Kind::session_ended, "alice", {}, {}, 0, nullptr});
  CHECK(phone.closed == CloseCode::session_ended);
  CHECK(laptop.closed == CloseCode::session_ended);
  CHECK_FALSE(other.closed);
  for (const auto& connection : {a, b, c})
    table.hub.detach(*connection);
}

TEST_CASE("a socket that goes while its page is read harms nothing") {
  HubOnATable table(50);
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 50);
  table.hub.resume(*connection, {{"r", 1}});
  table.hub.detach(*connection);
  table.settle();
  CHECK(sink.frames.empty());
}

TEST_CASE("a room that turns private ends strangers' hearing at that event and nobody else's [req-24]") {
  HubOnATable table(2);
  RecordingSink of_member;
  RecordingSink of_stranger;
  const auto member = table.connect(of_member, "alice", 2);
  const auto stranger = table.connect(of_stranger, "mallory", 2);
  table.hub.resume(*member, {{"r", 2}});
  table.hub.resume(*stranger, {{"r", 2}});
  table.settle();
  table.doors.shut_for.insert("mallory");
  table.commit(true, std::string(RoomEvent::strangers));
  table.commit();  // before the database has said who may go on
  CHECK(of_member.seqs("r") == from_to(3, 3));
  CHECK(of_stranger.seqs("r") == from_to(3, 3));
  table.settle();
  CHECK(of_member.seqs("r") == from_to(3, 4));
  CHECK(of_stranger.seqs("r") == from_to(3, 3));
  CHECK(of_stranger.types().back() == "gone");
  table.commit();
  CHECK(of_member.seqs("r") == from_to(3, 5));
  CHECK(of_stranger.seqs("r") == from_to(3, 3));
  table.hub.detach(*member);
  table.hub.detach(*stranger);
  CHECK(table.interest.rooms.empty());
}

TEST_CASE("who is behind when a room turns private hears nothing beyond that event either [req-24]") {
  HubOnATable table(2);
  RecordingSink sink;
  const auto stranger = table.connect(sink, "mallory", 2);
  table.commit(false);
  table.commit(false, std::string(RoomEvent::strangers));
  table.commit(false);
  table.hub.resume(*stranger, {{"r", 2}});
  table.hub.head("r", 5);
  table.doors.shut_for.insert("mallory");
  table.settle();
  for (const std::int64_t seq : sink.seqs("r"))
    CHECK(seq <= 4);
  CHECK(sink.types().back() == "gone");
  table.hub.detach(*stranger);
}

TEST_CASE("nobody hears anything after the last event of a room") {
  HubOnATable table(1);
  RecordingSink one;
  RecordingSink other;
  const auto alice = table.connect(one, "alice", 1);
  const auto bob = table.connect(other, "bob", 1);
  table.hub.resume(*alice, {{"r", 1}});
  table.hub.resume(*bob, {{"r", 1}});
  table.settle();
  table.commit(true, std::string(RoomEvent::everybody));
  table.commit();
  table.settle();
  CHECK(one.seqs("r") == from_to(2, 2));
  CHECK(other.seqs("r") == from_to(2, 2));
  CHECK(table.interest.rooms.empty());
  table.hub.detach(*alice);
  table.hub.detach(*bob);
}

TEST_CASE("a log that was erased before its end was read ends the hearing") {
  HubOnATable table(2);
  RecordingSink sink;
  const auto bob = table.connect(sink, "bob", 2);
  table.hub.resume(*bob, {{"r", 2}});
  table.settle();
  table.history.events.clear();
  table.hub.head("r", 3);
  table.settle();
  CHECK(sink.types().back() == "gone");
  CHECK(table.interest.rooms.empty());
  table.hub.detach(*bob);
}
