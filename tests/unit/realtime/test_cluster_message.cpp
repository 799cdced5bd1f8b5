// What nodes say to each other, and bytes that no node says.
#include "platform/realtime/cluster_message.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;

TEST_CASE("a message of the cluster survives the way") {
  const ClusterMessage sent{"node", ClusterMessage::Kind::event, "room", "", "message.created",
                            42,     "{\"text\":\"a\nb c\"}"};
  const auto received = decode(encode(sent));
  REQUIRE(received);
  CHECK(received->node == "node");
  CHECK(received->kind == ClusterMessage::Kind::event);
  CHECK(received->room == "room");
  CHECK(received->user.empty());
  CHECK(received->session == "message.created");
  CHECK(received->seq == 42);
  CHECK(received->payload == sent.payload);
}

TEST_CASE("messages that travel together come apart again, whatever stands between them") {
  const std::string first = encode({"node", ClusterMessage::Kind::event, "room", "", "a", 1, "{}"});
  const std::string second =
      encode({"node", ClusterMessage::Kind::change, "room", "*", "b", 2, R"({"x":"\n"})"});
  const std::string text = first + "\n" + second;
  std::string_view joined = text;
  CHECK(take_message(joined) == first);
  CHECK(take_message(joined) == second);
  CHECK(joined.empty());
  for (const std::string_view hostile : {"\n", "\n\n\n", "x", "x\n", "x\n\n", "\n\nx"}) {
    std::string_view rest = hostile;
    for (std::size_t taken = 0; !rest.empty(); ++taken) {
      REQUIRE(taken < hostile.size());
      CHECK_FALSE(decode(take_message(rest)));
    }
  }
}

TEST_CASE("hostile bytes of the bus are refused, not guessed") {
  for (const std::string_view text :
       {"", "\n", "node", "node event room - - 1", "node event room - - \n{}", "node event room - - x\n{}",
        "node event room - - 1 2\n{}", "node  event room - - 1\n{}", "node dance room - - 1\n{}",
        "node event room - 1\n{}", "node event room - - 99999999999999999999\n{}", " event room - - 1\n{}"})
    CHECK_FALSE(decode(text));
}
