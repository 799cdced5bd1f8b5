// Which drafts share a transaction.
#include "platform/log/batch.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using chatelier::log::Batch;
using chatelier::log::choose;
using chatelier::log::Item;

namespace {

const EventType message{
    .name = "message.created", .wraps = "message", .admit = {}, .project = {}, .is_message = true};
const EventType joined{
    .name = "member.joined", .wraps = {}, .admit = {}, .project = {}, .changes_room = true};

Item item(const EventType& type, std::string room, std::string nonce,
          std::optional<std::int64_t> target = {}) {
  Item it;
  it.draft = Draft{&type, std::move(room), "alice", std::move(nonce), target, "{}"};
  it.done = [](Result<Receipt>) {};
  return it;
}

std::vector<std::string> nonces(const Batch& batch) {
  std::vector<std::string> out;
  for (const auto& entry : batch.entries)
    out.push_back(entry.item.draft.nonce);
  return out;
}

template <class... Items>
Batch chosen(Items... items) {
  std::vector<Item> all;
  (all.push_back(std::move(items)), ...);
  return choose(std::move(all));
}

}  // namespace

TEST_CASE("messages of one and of several rooms share a transaction in their order") {
  const Batch batch = chosen(item(message, "r1", "a"), item(message, "r2", "b"), item(message, "r1", "c"));
  CHECK(nonces(batch) == std::vector<std::string>{"a", "b", "c"});
  CHECK(batch.later.empty());
}

TEST_CASE("the same nonce of the same author in the same room is one entry with a copy [P4]") {
  const Batch batch = chosen(item(message, "r1", "a"), item(message, "r1", "a"), item(message, "r2", "a"));
  REQUIRE(batch.entries.size() == 2);
  CHECK(batch.entries[0].copies.size() == 1);
  CHECK(batch.entries[1].copies.empty());
}

TEST_CASE("what follows a change of its room waits for the next transaction, other rooms do not") {
  const Batch batch = chosen(item(joined, "r1", "a"), item(message, "r1", "b"), item(message, "r2", "c"),
                             item(message, "r1", "d"));
  CHECK(nonces(batch) == std::vector<std::string>{"a", "c"});
  REQUIRE(batch.later.size() == 2);
  CHECK(batch.later[0].draft.nonce == "b");
  CHECK(batch.later[1].draft.nonce == "d");
}

TEST_CASE("a change of a room that has events in the batch waits, and nothing overtakes it") {
  const Batch batch = chosen(item(message, "r1", "a"), item(joined, "r1", "b"), item(message, "r1", "c"));
  CHECK(nonces(batch) == std::vector<std::string>{"a"});
  REQUIRE(batch.later.size() == 2);
  CHECK(batch.later[0].draft.nonce == "b");
}

TEST_CASE("a second change of the same message waits for the first [P11]") {
  const Batch batch =
      chosen(item(message, "r1", "a", 7), item(message, "r1", "b", 8), item(message, "r1", "c", 7));
  CHECK(nonces(batch) == std::vector<std::string>{"a", "b"});
  REQUIRE(batch.later.size() == 1);
  CHECK(batch.later[0].draft.nonce == "c");
}
