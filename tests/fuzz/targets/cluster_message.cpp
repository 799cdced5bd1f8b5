// What comes from other nodes by Redis: nothing is accepted that we would not have said.
#include "platform/realtime/cluster_message.hpp"

#include "target.hpp"

namespace {

using namespace chatelier;
using fuzz::require;

void run(std::string_view input) {
  const auto message = decode(input);
  if (!message) return;
  require(message->kind <= ClusterMessage::Kind::unheard, "a kind that there is");
  require(!message->node.empty(), "a node has a name");
  for (const std::string* word : {&message->node, &message->room, &message->user, &message->session})
    require(word->find_first_of(" \n") == std::string::npos, "a word is one word");
  require(encode(*message) == input, "null for bytes that encode did not make");
}

const fuzz::Registration registered("cluster_message", run);

}  // namespace
