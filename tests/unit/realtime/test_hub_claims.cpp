// The hub and what a socket says that it holds: more than ready said, what cannot be, a room that it left and
// is in again.
#include "room_double.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;

TEST_CASE("a seq from another history is answered with resync, and harms nobody else") {
  HubOnATable table(3);
  RecordingSink liar, other;
  const auto first = table.connect(liar, "mallory", 3);
  const auto second = table.connect(other, "alice", 3);
  table.hub.resume(*first, {{"r", 900}});
  table.hub.resume(*second, {});
  table.settle();
  CHECK(liar.types() == std::vector<std::string>{"resync"});
  table.commit();
  CHECK(liar.seqs("r") == from_to(4, 4));
  CHECK(other.seqs("r") == from_to(4, 4));
  table.hub.detach(*first);
  table.hub.detach(*second);
}

TEST_CASE("who holds more than ready said, from a page read since, hears on from there [P5]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto connection = table.connect(sink, "alice", 3);
  table.commit(false);
  table.commit(false);
  table.hub.resume(*connection, {{"r", 4}});
  table.settle();
  CHECK(sink.seqs("r") == from_to(5, 5));
  CHECK(sink.types().back() == "resumed");
  table.hub.detach(*connection);
}

TEST_CASE("nothing is sent of a room between an impossible claim and resync [P5]") {
  HubOnATable table(3);
  RecordingSink sink, other;
  const auto second = table.connect(other, "bob", 3);
  table.hub.resume(*second, {});
  table.commit();
  const auto connection = table.connect(sink, "alice", 3);
  table.hub.resume(*connection, {{"r", 900}});
  table.settle();
  REQUIRE_FALSE(sink.types().empty());
  CHECK(sink.types().front() == "resync");
  table.commit();
  CHECK(sink.seqs("r") == from_to(5, 5));
  table.hub.detach(*connection);
  table.hub.detach(*second);
}

TEST_CASE("who is in again before the news of leaving has come hears on [P6]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto bob = table.connect(sink, "bob", 3);
  table.hub.resume(*bob, {});
  table.settle();
  table.commit(false, "bob");
  table.commit(false);
  const Signal added{Signal::Kind::room_added, "bob", {}, "r", 5, text_frame(R"({"type":"room.added"})")};
  table.hub.deliver_signal(added);
  table.hub.head("r", 5);
  table.settle();
  CHECK(sink.types() == std::vector<std::string>{"resumed", "room.added", "member.left", "room.added"});
  table.commit();
  CHECK(sink.seqs("r") == std::vector<std::int64_t>{4, 6});
  table.hub.detach(*bob);
}

TEST_CASE("who went and came back while nobody listened reads the room anew and hears on [P6]") {
  HubOnATable table(3);
  table.commit(false, "bob");  // 4: bob goes; 5 and 6 are said, and he is in again
  table.commit(false);
  table.commit(false);
  RecordingSink other;
  SECTION("from the log") {}
  SECTION("from what the hub remembers") {
    const auto alice = table.connect(other, "alice", 3);
    table.hub.resume(*alice, {{"r", 3}});
    table.hub.head("r", 6);
    table.settle();
  }
  RecordingSink greeted, claiming;
  const auto told = table.connect(greeted, "bob", 6);
  table.hub.resume(*told, {{"r", 2}});
  const auto silent = table.connect(claiming, "bob", std::vector<Greeting::Room>{});
  table.hub.resume(*silent, {{"r", 2}});
  table.settle();
  for (const RecordingSink* sink : {&greeted, &claiming}) {
    CHECK(sink->seqs("r") == from_to(3, 3));
    CHECK(sink->types().back() == "resync");
  }
  table.commit();
  CHECK(greeted.seqs("r").back() == 7);
  CHECK(claiming.seqs("r").back() == 7);
  table.commit(true, "bob");
  table.commit();
  CHECK(greeted.types().back() == "member.left");
  CHECK(claiming.types().back() == "member.left");
  for (const auto& connection : table.hub.connections())
    table.hub.detach(*connection);
}

TEST_CASE("a room that is added while a claim about it is read is heard from the claim on [P3]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto carol = table.connect(sink, "carol", std::vector<Greeting::Room>{});
  table.hub.resume(*carol, {{"r", 1}});
  const Signal added{Signal::Kind::room_added, "carol", {}, "r", 3, text_frame(R"({"type":"room.added"})")};
  table.hub.deliver_signal(added);
  table.commit();
  CHECK(sink.types() == std::vector<std::string>{"room.added"});
  table.settle();
  CHECK(sink.types().back() == "resumed");
  table.commit();
  CHECK(sink.seqs("r") == from_to(2, 5));
  table.hub.detach(*carol);
}

TEST_CASE(
    "whoever went and came back more than once before a claim hears on, also when a tail is asked [P6]") {
  HubSettings small;
  small.page_events = 2;
  HubOnATable table(3, small);
  table.history.is_tail = true;
  table.commit(false, "bob");  // 4
  table.commit(false);
  table.commit(false, "bob");  // 6
  table.commit(false);
  RecordingSink sink;
  const auto bob = table.connect(sink, "bob", std::vector<Greeting::Room>{});
  table.hub.resume(*bob, {{"r", 2}});
  table.settle();
  CHECK(sink.types() == std::vector<std::string>{"message.created", "resync"});
  table.commit();
  CHECK(sink.seqs("r") == std::vector<std::int64_t>{3, 8});
  table.hub.detach(*bob);
}

TEST_CASE("whoever went and came back while a claim is read hears on [P6]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto bob = table.connect(sink, "bob", std::vector<Greeting::Room>{});
  table.doors.on_question = [&table] {
    table.doors.on_question = nullptr;
    table.commit(false, "bob");  // 4
    table.commit(false);
    table.hub.deliver_signal(
        {Signal::Kind::room_added, "bob", {}, "r", 5, text_frame(R"({"type":"room.added"})")});
  };
  table.hub.resume(*bob, {{"r", 3}});
  table.settle();
  CHECK(sink.types() == std::vector<std::string>{"room.added", "resync"});
  table.commit();
  CHECK(sink.seqs("r") == from_to(6, 6));
  table.hub.detach(*bob);
}

TEST_CASE(
    "whoever comes in while it is asked whether they may still read reads anew and hears on [P5] [P6]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto bob = table.connect(sink, "bob", 3);
  table.doors.shut_for.insert("bob");
  table.doors.on_question = [&table] {
    table.doors.on_question = nullptr;
    table.commit(false);
    table.doors.shut_for.clear();
    table.hub.deliver_signal(
        {Signal::Kind::room_added, "bob", {}, "r", 4, text_frame(R"({"type":"room.added"})")});
  };
  table.hub.resume(*bob, {{"r", 1}});
  table.settle();
  CHECK(sink.types() == std::vector<std::string>{"room.added", "resync"});
  table.commit();
  CHECK(sink.seqs("r") == from_to(5, 5));
  table.hub.detach(*bob);
}

TEST_CASE(
    "news that come while ready is written are heard after it, and what ready says is not said again [P6]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto bob = table.attach(sink, "bob");
  const auto news = [&table](const std::string& room, std::int64_t seq) {
    const auto frame = text_frame(nlohmann::json{{"type", "room.added"}, {"room", room}}.dump());
    table.hub.deliver_signal({Signal::Kind::room_added, "bob", {}, room, seq, frame});
  };
  news("named by ready", 1);
  news("r", 3);
  table.settle();
  CHECK(sink.frames.empty());
  table.hub.greet(*bob, Greeting{"{}", std::vector<Greeting::Room>{{"named by ready", 2}}});
  CHECK(sink.frames == std::vector<std::string>{R"({"room":"r","type":"room.added"})"});
  table.hub.resume(*bob, {});
  table.settle();
  table.commit();
  CHECK(sink.seqs("r") == from_to(4, 4));
  table.hub.detach(*bob);
}

TEST_CASE("whoever goes and comes back between ready and resume misses nothing and hears on [P5] [P6]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto bob = table.connect(sink, "bob", 3);
  table.commit(false);
  table.commit(false, "bob");  // 5
  table.commit(false);
  table.hub.deliver_signal(
      {Signal::Kind::room_added, "bob", {}, "r", 6, text_frame(R"({"type":"room.added"})")});
  table.hub.resume(*bob, {});
  table.hub.head("r", 6);
  table.settle();
  table.commit();
  CHECK(sink.seqs("r") == std::vector<std::int64_t>{4, 5, 7});
  table.hub.detach(*bob);
}

TEST_CASE("a session that ends while ready is written closes its socket at once [req-16]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto bob = table.attach(sink, "bob");
  table.hub.deliver_signal({Signal::Kind::session_ended, "bob", "session of bob", {}, 0, nullptr});
  CHECK(sink.closed == CloseCode::session_ended);
  table.hub.detach(*bob);
}

TEST_CASE("whoever comes in while a claim is refused is not told that the room is gone [P6]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto carol = table.connect(sink, "carol", std::vector<Greeting::Room>{});
  table.doors.shut_for.insert("carol");
  table.doors.on_question = [&table, &carol] {
    table.doors.on_question = nullptr;
    boost::asio::post(table.shard, [&table] {
      table.doors.shut_for.clear();
      table.hub.deliver_signal(
          {Signal::Kind::room_added, "carol", {}, "r", 3, text_frame(R"({"type":"room.added"})")});
    });
  };
  table.hub.resume(*carol, {{"r", 1}});
  table.settle();
  CHECK(sink.types() ==
        std::vector<std::string>{"room.added", "message.created", "message.created", "resumed"});
  table.hub.detach(*carol);
}

TEST_CASE(
    "who claims to hold what was not sent, or has not happened, does not jump over a removal [req-24]") {
  const std::int64_t claimed = GENERATE(std::int64_t{3}, std::int64_t{1'000'000'000'000});
  HubOnATable table(2);
  RecordingSink sink;
  const auto bob = table.connect(sink, "bob", 2);
  table.hub.resume(*bob, {{"r", 2}});
  table.settle();
  table.commit(false, "bob");  // removed, and not told of yet
  table.hub.head("r", 3);
  table.doors.shut_for.insert("bob");
  table.hub.resume(*bob, {{"r", claimed}});
  table.settle();
  CHECK(sink.types().back() == "gone");
  const std::size_t heard = sink.frames.size();
  table.commit();
  table.settle();
  CHECK(sink.frames.size() == heard);
  CHECK(table.interest.rooms.empty());
  table.hub.detach(*bob);
}

TEST_CASE("a removal that is met within resume ends that room and no other") {
  HubOnATable table(2);
  RecordingSink stays;
  RecordingSink sink;
  const auto alice = table.connect(stays, "alice", 2);
  table.hub.resume(*alice, {{"r", 2}});
  const auto bob = table.connect(sink, "bob", 2);
  table.commit(true, "bob");
  table.hub.resume(*bob, {{"r", 1'000'000'000'000}});
  table.settle();
  table.commit();
  table.settle();
  CHECK(stays.seqs("r") == from_to(3, 4));
  CHECK(sink.seqs("r").size() <= 1);
  table.hub.detach(*alice);
  table.hub.detach(*bob);
}

TEST_CASE("the claims of one resume are looked up together, however many [req-44]") {
  HubOnATable table(3);
  RecordingSink sink;
  const auto bob = table.connect(sink, "bob", std::vector<Greeting::Room>{});
  std::vector<std::pair<std::string, std::int64_t>> claimed;
  for (int i = 0; i < 1'000; ++i)
    claimed.emplace_back("room " + std::to_string(i), 3);
  table.hub.resume(*bob, claimed);
  table.settle();
  CHECK(table.history.reads == 1);
  CHECK(sink.types() == std::vector<std::string>(1'000, "resumed"));
  table.hub.detach(*bob);
}

TEST_CASE("a doubt is not lifted by the answer to an older question [req-24]") {
  HubOnATable table(2);
  RecordingSink sink;
  const auto bob = table.connect(sink, "bob", 2);
  table.hub.resume(*bob, {{"r", 2}});
  table.settle();
  table.doors.on_question = [&table, &bob] {
    table.doors.on_question = nullptr;
    table.commit(false, "bob");  // 3: removed
    table.doors.shut_for.insert("bob");
    table.hub.resume(*bob, {{"r", 1'000'002}});
  };
  table.hub.resume(*bob, {{"r", 1'000'001}});
  table.settle();
  table.commit(false);
  table.hub.head("r", 4);
  table.settle();
  CHECK(sink.types().back() == "gone");
  CHECK(sink.seqs("r").empty());
  table.hub.detach(*bob);
}

TEST_CASE("what is ephemeral reaches only those who hear the room, whatever they show [req-24]") {
  HubOnATable table(2);
  RecordingSink inside, outside;
  const auto alice = table.connect(inside, "alice", 2);
  const auto mallory = table.connect(outside, "mallory", std::vector<Greeting::Room>{});
  table.hub.resume(*alice, {});
  table.hub.resume(*mallory, {});
  for (Connection* connection : {alice.get(), mallory.get()})
    table.hub.show(*connection, "r");
  table.settle();
  table.hub.deliver_to_screens("r", "bob", text_frame(R"({"type":"typing"})"));
  CHECK(inside.types().back() == "typing");
  CHECK(outside.frames.empty());
  for (const auto& connection : {alice, mallory})
    table.hub.detach(*connection);
}
