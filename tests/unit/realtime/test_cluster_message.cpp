// What nodes say to each other, and bytes that no node says.
#include "platform/realtime/cluster_message.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;

TEST_CASE("a message of the cluster survives the way") {
  const ClusterMessage sent{"node", ClusterMessage::Kind::room_added, "room", "", "session",
                            42,     "{\"text\":\"a\nb c\"}"};
  const auto received = decode(encode(sent));
  REQUIRE(received);
  CHECK(received->node == "node");
  CHECK(received->kind == ClusterMessage::Kind::room_added);
  CHECK(received->room == "room");
  CHECK(received->user.empty());
  CHECK(received->session == "session");
  CHECK(received->seq == 42);
  CHECK(received->payload == sent.payload);
}

TEST_CASE("hostile bytes of the bus are refused, not guessed") {
  for (const std::string_view text :
       {"", "\n", "node", "node events room - - 1", "node events room - - \n{}", "node events room - - x\n{}",
        "node events room - - 1 2\n{}", "node  events room - - 1\n{}", "node dance room - - 1\n{}",
        "node events room - 1\n{}", "node events room - - 99999999999999999999\n{}",
        " events room - - 1\n{}"})
    CHECK_FALSE(decode(text));
}
