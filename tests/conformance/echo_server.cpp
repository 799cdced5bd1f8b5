// The product's HTTP and WebSocket sessions, listener and outbox on one shard, with one difference: every
// text that a client sends comes back. What is behind the net library (log, sessions, rooms) are doubles in
// memory; limits are wide enough for every case of the conformance suite. Prints its address, ends with
// SIGTERM.
#include "platform/net/http_session.hpp"
#include "platform/net/listener.hpp"
#include "platform/net/ws_session.hpp"

#include <chatelier/rate_limit.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <realtime/room_double.hpp>

#include <csignal>
#include <iostream>
#include <optional>
#include <utility>

namespace {

using namespace chatelier;
namespace asio = boost::asio;

constexpr std::size_t largest_message = 1 << 20;

// Whoever asks is one and the same person.
struct OpenPassports final : Authenticator {
  Task<Result<IdentityPtr>> authenticate(Credential) override {
    Identity identity;
    identity.user = "echo";
    identity.session = "echo";
    identity.cookie = false;
    co_return std::make_shared<const Identity>(std::move(identity));
  }
  Task<bool> still_valid(const Identity&) override { co_return true; }
  Task<std::vector<std::string>> ended(std::vector<std::string>) override {
    co_return std::vector<std::string>();
  }
};

struct ShortGreeting final : Greeter {
  Task<Greeting> greet(const Identity&) override {
    Greeting greeting;
    greeting.ready = R"({"type":"ready"})";
    co_return greeting;
  }
};

Task<void> echo(const Context&, std::shared_ptr<Connection> connection, std::string_view text) {
  connection->sink().push(text_frame(std::string(text)), FrameSink::Delivery::durable);
  co_return;
}

class EchoServer {
 public:
  EchoServer()
      : listener_(loop_, "127.0.0.1", 0, Logger()),
        shard_(0, ShardSettings{}, clock_, Logger(), metrics_),
        limiter_(clock_, false),
        hub_(shard_.context(), HubSettings{}, history_, doors_, interest_, Logger(), metrics_),
        router_(RouterSettings{}, passports_, doors_, limiter_, metrics_, Logger()),
        files_("", Logger()),
        services_{echo, greeter_, metrics_.gauge("connections", "open"),
                  metrics_.counter("slow", "closed because they did not read"), Logger()} {
    http_.hosts = OwnHosts{"localhost", true};
    ws_.frame_bytes = largest_message;
    ws_.outbox.bound_bytes = 4 * largest_message;
  }

  void run() {
    shard_.start();
    listener_.start(
        [this](int descriptor, const std::string& peer) {
          asio::post(shard_.context(), [this, descriptor, peer] {
            asio::co_spawn(shard_.context(), serve(descriptor, peer), asio::detached);
          });
          return true;
        },
        ResponsePolicy{});
    std::cout << "listening on http://localhost:" << listener_.port() << std::endl;
    asio::signal_set end(loop_, SIGTERM, SIGINT);
    end.async_wait([this](const boost::system::error_code&, int) { listener_.stop(); });
    loop_.run();
    // Sockets that are still open would keep the shard's loop; nothing is lost with them.
    std::quick_exit(0);
  }

 private:
  Task<void> serve(int descriptor, std::string peer) {
    asio::ip::tcp::socket socket(shard_.context(), asio::ip::tcp::v4(), descriptor);
    std::optional<Upgrade> upgrade;
    const auto session =
        std::make_shared<HttpSession>(shard_, std::move(socket), std::move(peer), http_, router_, files_,
                                      [&upgrade](Upgrade u) { upgrade.emplace(std::move(u)); });
    co_await session->run();
    std::function<void(FrameSink&)> greeted = [](FrameSink&) {};
    if (upgrade)
      co_await serve_websocket(shard_, hub_, std::move(*upgrade), ws_, services_, std::move(greeted));
  }

  asio::io_context loop_{1};
  Listener listener_;
  SystemClock clock_;
  Metrics metrics_;
  Shard shard_;
  test::MemoryHistory history_;
  test::OpenDoors doors_;
  test::NotedInterest interest_;
  OpenPassports passports_;
  ShortGreeting greeter_;
  RateLimiter limiter_;
  Hub hub_;
  Router router_;
  const StaticFiles files_;
  HttpSettings http_;
  WsSettings ws_;
  const WsServices services_;
};

}  // namespace

int main() {
  EchoServer server;
  server.run();
}
