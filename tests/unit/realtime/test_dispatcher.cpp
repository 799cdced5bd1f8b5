// The dispatcher where it decides about a connection's life, on doubles of what it asks.
#include "room_double.hpp"

#include <chatelier/dispatcher.hpp>
#include <chatelier/protocol.hpp>
#include <chatelier/rate_limit.hpp>
#include <chatelier/workers.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

using namespace chatelier;
using namespace chatelier::test;

namespace {

struct StandingClock final : Clock {
  WallTime wall() const override { return {}; }
  SteadyTime steady() const override { return SteadyTime{std::chrono::seconds(1'000)}; }
};

struct BusyRegister final : Authenticator {
  bool busy = false;
  Task<Result<IdentityPtr>> authenticate(Credential) override { co_return fail(ErrorCode::auth_required); }
  Task<bool> still_valid(const Identity&) override {
    if (busy) throw Overloaded("the line before the database is full");
    co_return true;
  }
  Task<std::vector<std::string>> ended(std::vector<std::string>) override {
    co_return std::vector<std::string>();
  }
};

struct AtTheDispatcher {
  AtTheDispatcher() {
    Identity bob;
    bob.user = "bob";
    connection = std::make_shared<Connection>(sink, std::make_shared<const Identity>(bob));
    upgrade.identity = connection->identity_ptr();
    upgrade.address = "192.0.2.1";
    dispatcher.on<protocol::commands::Resume>(
        [this](const Context&, protocol::commands::ResumeIn) -> Task<Result<protocol::Nothing>> {
          resumed = true;
          co_return protocol::Nothing{};
        });
    dispatcher.on<protocol::commands::Ping>(
        [this](const Context&, protocol::commands::Ping::In) -> Task<Result<protocol::Nothing>> {
          boost::system::error_code over;
          if (held) co_await gate.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, over));
          co_return protocol::Nothing{};
        });
  }

  void say(std::string_view frame) {
    boost::asio::co_spawn(loop, dispatcher.handle(upgrade, connection, frame), boost::asio::detached);
    go_on();
  }
  void go_on() {
    loop.restart();
    loop.poll();
  }

  boost::asio::io_context loop{1};
  boost::asio::steady_timer gate{loop, std::chrono::steady_clock::time_point::max()};
  bool held = false;  // a ping is answered when the gate opens
  StandingClock clock;
  RateLimiter limiter{clock, true};
  BusyRegister registered;
  OpenDoors doors;
  Metrics metrics;
  Dispatcher dispatcher{registered, doors, limiter, metrics, Logger()};
  RecordingSink sink;
  Context upgrade;
  std::shared_ptr<Connection> connection;
  bool resumed = false;
};

}  // namespace

TEST_CASE("a resume that the server is too busy for closes the socket, which would stay deaf [P14]") {
  AtTheDispatcher here;
  here.registered.busy = true;
  here.say(R"({"type":"ping","id":"1"})");
  CHECK_FALSE(here.sink.closed);
  here.say(R"({"type":"resume","rooms":{}})");
  CHECK(here.sink.types() == std::vector<std::string>{"error", "error"});
  CHECK(here.sink.closed == CloseCode::restarting);
  CHECK_FALSE(here.resumed);
}

TEST_CASE("who goes on with what is refused is sent away, and told when to come back [req-33]") {
  const std::string frame = GENERATE(as<std::string>(), "nonsense", R"({"type":"never.heard.of","id":"1"})",
                                     R"({"type":"ping","id":"1","nobody":"knows"})");
  AtTheDispatcher here;
  const std::size_t borne = protocol::rates::refused.person.burst;
  for (std::size_t i = 0; i < borne; ++i)
    here.say(frame);
  CHECK_FALSE(here.sink.closed);
  here.say(frame);
  CHECK(here.sink.closed == CloseCode::rate);
  CHECK(here.sink.frames.size() == borne + 1);
}

TEST_CASE("who is sent away for what is refused has the answers to what was taken before [P8]") {
  AtTheDispatcher here;
  here.held = true;
  here.say(R"({"type":"ping","id":"1"})");
  for (std::uint32_t i = 0; i <= protocol::rates::refused.person.burst; ++i)
    here.say("nonsense");
  CHECK_FALSE(here.sink.closed);
  CHECK_FALSE(here.connection->takes_commands());
  here.gate.cancel();
  here.go_on();
  CHECK(here.sink.types().back() == "ack");
  CHECK(here.sink.closed == CloseCode::rate);
}

TEST_CASE("what the server cannot do just now is nobody's fault [P14]") {
  AtTheDispatcher here;
  here.registered.busy = true;
  // Some are refused so, the rest for coming too fast: all together are more than is borne, the rest is not.
  for (std::uint32_t i = 0; i < protocol::rates::refused.person.burst + 20; ++i)
    here.say(R"({"type":"ping","id":"1"})");
  CHECK_FALSE(here.sink.closed);
}

TEST_CASE("a farewell waits for the answers to what is under way [P8]") {
  AtTheDispatcher here;
  SECTION("nothing is under way") {
    here.say(R"({"type":"ping","id":"1"})");
    here.connection->farewell(CloseCode::restarting, "restarting");
    CHECK(here.sink.closed == CloseCode::restarting);
  }
  SECTION("two commands are") {
    here.held = true;
    here.say(R"({"type":"ping","id":"1"})");
    here.say(R"({"type":"ping","id":"2"})");
    here.connection->farewell(CloseCode::restarting, "restarting");
    CHECK_FALSE(here.connection->takes_commands());
    CHECK_FALSE(here.sink.closed);
    here.gate.cancel();
    here.go_on();
    CHECK(here.sink.frames.size() == 2);
    CHECK(here.sink.closed == CloseCode::restarting);
  }
}
