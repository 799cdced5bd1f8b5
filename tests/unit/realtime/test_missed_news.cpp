// Sessions that have ended, and rooms that somebody was let into, where nobody could say so.
#include "room_double.hpp"

#include <chatelier/missed_news.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace chatelier;
using namespace chatelier::test;
using namespace std::chrono_literals;

namespace {

struct Register final : Authenticator {
  std::set<std::string> gone;
  std::vector<std::vector<std::string>> questions;
  bool away = false;

  Task<Result<IdentityPtr>> authenticate(Credential) override { co_return fail(ErrorCode::auth_required); }
  Task<bool> still_valid(const Identity&) override { co_return true; }
  Task<std::vector<std::string>> ended(std::vector<std::string> sessions) override {
    questions.push_back(sessions);
    if (away) throw std::runtime_error("away");
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    std::erase_if(sessions, [this](const std::string& session) { return !gone.contains(session); });
    co_return sessions;
  }
};

struct Doorbook final : Arrivals {
  std::vector<Arrival> entries;
  std::vector<Arrival> asked_for;

  Task<std::vector<Arrival>> lately(std::chrono::seconds) override { co_return entries; }
  Task<std::optional<Signal>> news(Arrival arrival) override {
    asked_for.push_back(arrival);
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    co_return Signal{
        Signal::Kind::room_added, arrival.user, {}, arrival.room, 0, text_frame(R"({"type":"room.added"})")};
  }
};

/// Alice has two sockets of one session, bob has one.
struct Watched {
  explicit Watched(MissedNewsSettings settings)
      : watch(
            table.shard, settings, table.hub, registered, arrivals, [this] { return line; }, Logger()) {
    connections = {table.connect(alice, "alice", 0), table.connect(also_alice, "alice", 0),
                   table.connect(bob, "bob", 0)};
    watch.start();
  }
  ~Watched() {
    watch.stop();
    table.shard.run_for(50ms);
    for (const auto& connection : connections)
      table.hub.detach(*connection);
  }
  void wait(std::chrono::milliseconds time) { table.shard.run_for(time); }

  HubOnATable table;
  RecordingSink alice, also_alice, bob;
  Register registered;
  Doorbook arrivals;
  BusLine line{true, 0};
  MissedNews watch;
  std::vector<std::shared_ptr<Connection>> connections;
};

constexpr MissedNewsSettings quickly{10ms, 40ms, 10min};

}  // namespace

TEST_CASE("while the bus is silent sessions are asked about, all in one question [req-15][P9]") {
  Watched here(quickly);
  here.wait(100ms);
  CHECK(here.registered.questions.empty());
  here.line.stands = false;
  here.wait(30ms);
  REQUIRE(!here.registered.questions.empty());
  CHECK(here.registered.questions.front().size() == 2);
  CHECK_FALSE(here.alice.closed);

  here.registered.gone = {"session of alice"};
  here.wait(50ms);
  CHECK(here.alice.closed == CloseCode::session_ended);
  CHECK(here.also_alice.closed == CloseCode::session_ended);
  CHECK_FALSE(here.bob.closed);
  CHECK(here.registered.questions.back() == std::vector<std::string>{"session of bob"});
}

TEST_CASE("for a while after the bus has come back too, for nodes that come later [req-15][P9]") {
  Watched here(quickly);
  here.line.stands = false;
  here.wait(15ms);
  here.line.stands = true;
  here.registered.gone = {"session of bob"};
  here.wait(30ms);
  CHECK(here.bob.closed == CloseCode::session_ended);
  here.wait(100ms);
  const std::size_t asked = here.registered.questions.size();
  here.wait(100ms);
  CHECK(here.registered.questions.size() == asked);
}

TEST_CASE("a break of the line that is over before anybody looks is noticed [req-15][P6]") {
  Watched here(quickly);
  here.wait(50ms);
  CHECK(here.registered.questions.empty());
  here.line.breaks += 1;
  here.registered.gone = {"session of bob"};
  here.wait(30ms);
  CHECK(here.bob.closed == CloseCode::session_ended);
}

TEST_CASE("now and then while it speaks: news may have been lost, and sessions run out [req-15]") {
  Watched here({10ms, 40ms, 50ms});
  here.registered.gone = {"session of alice"};
  here.wait(200ms);
  CHECK(here.alice.closed == CloseCode::session_ended);
  CHECK(here.registered.questions.size() < 6);
}

TEST_CASE("a database that is away ends nobody and is asked again [req-15][P9]") {
  Watched here(quickly);
  here.line.stands = false;
  here.registered.away = true;
  here.registered.gone = {"session of bob"};
  here.wait(50ms);
  CHECK(here.registered.questions.size() > 1);
  CHECK_FALSE(here.bob.closed);
  here.registered.away = false;
  here.wait(50ms);
  CHECK(here.bob.closed == CloseCode::session_ended);
}

TEST_CASE("a room that somebody was let into while the bus was silent is heard all the same [P6]") {
  Watched here(quickly);
  here.table.hub.resume(*here.connections[2], {});
  here.arrivals.entries = {{"bob", "new room"}, {"bob", "r"}, {"nobody here", "new room"}};
  here.wait(30ms);
  CHECK(here.bob.types() == std::vector<std::string>{"resumed"});
  here.line.stands = false;
  here.wait(50ms);
  CHECK(here.bob.types() == std::vector<std::string>{"resumed", "room.added"});
  CHECK(here.table.interest.rooms.contains("new room"));
  CHECK(here.arrivals.asked_for.size() == 1);
}
