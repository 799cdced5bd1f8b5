// What other nodes have counted joins what this one has; and what Redis may answer (requirement 44).
#include "platform/net/rate_limit_gcra.hpp"
#include "platform/net/shared_buckets_script.hpp"

#include <catch2/catch.hpp>

using namespace chatelier;
using namespace std::chrono_literals;

namespace {

const protocol::RateLimit three{3, 1'000ms};
const SteadyTime now{1'000s};

/// How many tokens the bucket gives at once.
int tokens(SteadyTime full_at) {
  int count = 0;
  while (take_token(full_at, three, now).allowed)
    ++count;
  return count;
}

RedisReply number(std::int64_t value) {
  RedisReply reply;
  reply.kind = RedisReply::Kind::integer;
  reply.integer = value;
  return reply;
}

RedisReply array(std::vector<RedisReply> items) {
  RedisReply reply;
  reply.kind = RedisReply::Kind::array;
  reply.items = std::move(items);
  return reply;
}

}  // namespace

TEST_CASE("what others have spent is no longer there [req-44]") {
  CHECK(tokens(now) == 3);
  CHECK(tokens(joined(now, three, now, 0us, 0)) == 3);
  CHECK(tokens(joined(now, three, now, 1s, 0)) == 2);
  CHECK(tokens(joined(now, three, now, 3s, 0)) == 0);
  // They spent it while the answer was on its way.
  CHECK(tokens(joined(now, three, now - 1s, 2s, 0)) == 2);
}

TEST_CASE("what was spent here since the question is counted on top, and once [req-44]") {
  SteadyTime full_at = now + 2s;  // one that was reported, one that was not
  CHECK(joined(full_at, three, now, 1s, 1) == full_at);
  full_at = joined(full_at, three, now, 2s, 1);  // one more elsewhere
  CHECK(full_at == now + 3s);
  CHECK(joined(full_at, three, now, 3s, 0) == full_at);
}

TEST_CASE(
    "a Redis that has forgotten makes nobody richer; one that lies locks nobody out for good [req-44]") {
  CHECK(joined(now + 3s, three, now, 0us, 0) == now + 3s);
  CHECK(joined(now, three, now, 24h, 0) == now + 6s);
}

TEST_CASE("spending more than there was is paid back [req-44]") {
  SteadyTime full_at = joined(now, three, now, 6s, 0);  // two nodes gave a whole burst each
  const RateVerdict verdict = take_token(full_at, three, now);
  CHECK_FALSE(verdict.allowed);
  CHECK(verdict.retry_after == 4s);
  CHECK(verdict.reset == 6s);
}

TEST_CASE("only what the script answers is an answer") {
  const auto good = read_answer(array({number(1), number(5), number(0)}), 2);
  REQUIRE(good.has_value());
  CHECK(good->done);
  CHECK(good->ahead == std::vector<SharedBuckets::Ahead>{5us, 0us});
  CHECK_FALSE(read_answer(array({number(0), number(5)}), 1)->done);
  CHECK_FALSE(read_answer(std::nullopt, 1));
  CHECK_FALSE(read_answer(number(1), 1));
  CHECK_FALSE(read_answer(array({number(1)}), 1));
  CHECK_FALSE(read_answer(array({number(1), number(-5)}), 1));
  CHECK_FALSE(read_answer(array({number(1), RedisReply()}), 1));
}
