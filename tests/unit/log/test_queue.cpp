// What waits for the writer.
#include "platform/log/queue.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using chatelier::log::Item;
using chatelier::log::Queue;
using chatelier::log::Steady;

namespace {

Item item(const std::string& nonce, std::size_t body_bytes = 10, Steady::time_point at = Steady::now()) {
  Item it;
  it.draft.nonce = nonce;
  it.draft.body = std::string(body_bytes, 'x');
  it.queued_at = at;
  it.done = [](Result<Receipt>) {};
  return it;
}

void push(Queue& queue, Item it) { REQUIRE(queue.push(it)); }

}  // namespace

TEST_CASE("the queue gives back in order, up to the limits of a batch") {
  Queue queue(1 << 20);
  for (const char* nonce : {"a", "b", "c"})
    push(queue, item(nonce));
  const auto two = queue.take(2, 1 << 20);
  REQUIRE(two.size() == 2);
  CHECK(two[0].draft.nonce == "a");
  CHECK(queue.take(10, 1 << 20).front().draft.nonce == "c");
}

TEST_CASE("a batch ends at its bytes but holds at least one event") {
  Queue queue(1 << 20);
  push(queue, item("a", 5'000));
  push(queue, item("b", 5'000));
  CHECK(queue.take(10, 1'000).size() == 1);
}

TEST_CASE("beyond its bound the queue refuses and leaves the item alone") {
  Queue queue(1'000);
  push(queue, item("a", 500));
  Item second = item("b", 500);
  CHECK_FALSE(queue.push(second));
  CHECK(second.draft.nonce == "b");
  CHECK(queue.bytes() < 1'000);
  CHECK(queue.take(10, 1 << 20).size() == 1);
  CHECK(queue.push(second));
}

TEST_CASE("what was put back comes first and in order") {
  Queue queue(1 << 20);
  push(queue, item("c"));
  std::vector<Item> back;
  back.push_back(item("a"));
  back.push_back(item("b"));
  queue.put_back(std::move(back));
  const auto all = queue.take(10, 1 << 20);
  REQUIRE(all.size() == 3);
  CHECK(all[0].draft.nonce == "a");
  CHECK(all[2].draft.nonce == "c");
}

TEST_CASE("only what waited too long expires") {
  Queue queue(1 << 20);
  const auto now = Steady::now();
  push(queue, item("old", 10, now - std::chrono::seconds(3)));
  push(queue, item("new", 10, now));
  const auto expired = queue.expired(now - std::chrono::seconds(2));
  REQUIRE(expired.size() == 1);
  CHECK(expired[0].draft.nonce == "old");
  CHECK(queue.size() == 1);
}

TEST_CASE("a closed queue refuses, drains and then ends") {
  Queue queue(1 << 20);
  push(queue, item("a"));
  queue.close();
  Item late = item("b");
  CHECK_FALSE(queue.push(late));
  CHECK(queue.take(10, 1 << 20).size() == 1);
  CHECK(queue.take(10, 1 << 20).empty());
}
