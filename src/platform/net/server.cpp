#include "http_session.hpp"
#include "listener.hpp"
#include "ws_session.hpp"

#include <chatelier/come_back.hpp>
#include <chatelier/dispatcher.hpp>
#include <chatelier/hub.hpp>
#include <chatelier/server.hpp>
#include <chatelier/shard.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <random>
#include <thread>
#include <unordered_set>
#include <utility>

namespace chatelier {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct BoundPort::State {
  State(asio::io_context& io, const std::string& host, std::uint16_t port, Logger logger)
      : loop(io), listener(io, host, port, std::move(logger)) {}
  asio::io_context& loop;
  Listener listener;
};

BoundPort::BoundPort(asio::io_context& loop, const std::string& host, std::uint16_t port, Logger logger)
    : state_(std::make_unique<State>(loop, host, port, std::move(logger))) {}

BoundPort::~BoundPort() = default;

std::uint16_t BoundPort::port() const { return state_->listener.port(); }

namespace {

// `http://localhost:8080` → `localhost:8080`; the public URL never names its scheme's own port.
std::string host_of(const std::string& origin) { return origin.substr(origin.find("://") + 3); }

HttpSettings http_settings(const ServerSettings& settings, const Logger& logger) {
  HttpSettings http;
  http.hosts = OwnHosts{host_of(settings.public_origin), settings.loopback_names};
  http.policy.https = settings.public_origin.starts_with("https://");
  http.trusted_proxies = settings.trusted_proxies;
  http.head_patience = settings.header_timeout;
  http.idle_patience = settings.idle_timeout;
  http.body_patience = std::min(http.body_patience, http.idle_patience);
  http.logger = logger;
  return http;
}

WsSettings ws_settings(const ServerSettings& settings) {
  WsSettings ws;
  ws.heartbeat = settings.heartbeat;
  ws.outbox.bound_bytes = settings.outbox_bytes;
  return ws;
}

// Commands whose answer takes longer than this beyond the drain time go without.
constexpr auto last_answers = 2s;

std::string restarting() { return come_back("restarting, reconnect", 500ms, 5s); }

}  // namespace

struct Server::State {
  /// What one shard serves; touched on its thread only.
  struct Site {
    Shard& shard;
    Hub& hub;
    std::unordered_set<HttpSession*> sessions;
    bool draining = false;
  };

  State(ServerSettings s, BoundPort& bound, std::vector<Place> places, Router& r, Dispatcher& d, Greeter& g,
        Logger l, Metrics& m)
      : settings(std::move(s)),
        port(bound),
        router(r),
        logger(l),
        files(settings.web_dir, l),
        http(http_settings(settings, l)),
        ws(ws_settings(settings)),
        services{[&d](const Context& context, std::shared_ptr<Connection> connection, std::string_view text) {
                   return d.handle(context, std::move(connection), text);
                 },
                 g, m.gauge("chatelier_connections", "WebSockets that are open"),
                 m.counter("chatelier_slow_consumers_total", "WebSockets closed because they did not read"),
                 l},
        sockets(m.counter("chatelier_accepted_total", "TCP connections that were accepted")),
        refused(m.counter("chatelier_refused_total", "TCP connections refused because the server was full")) {
    for (const Place& place : places)
      sites.push_back(std::make_unique<Site>(Site{place.shard, place.hub, {}, false}));
  }

  bool accepted(int descriptor, std::string peer);
  void adopt(Site& site, int descriptor, std::string peer);
  Task<void> serve_http(Site& site, asio::ip::tcp::socket socket, std::string peer);
  Task<void> serve_upgraded(Site& site, Upgrade upgrade);
  void drain_site(Site& site);
  std::size_t connections() const;

  const ServerSettings settings;
  BoundPort& port;
  Router& router;
  Logger logger;
  const StaticFiles files;
  const HttpSettings http;
  const WsSettings ws;
  const WsServices services;
  prometheus::Counter& sockets;
  prometheus::Counter& refused;
  std::vector<std::unique_ptr<Site>> sites;
};

Server::Server(ServerSettings settings, BoundPort& port, std::vector<Place> places, Router& router,
               Dispatcher& dispatcher, Greeter& greeter, Logger logger, Metrics& metrics)
    : state_(std::make_unique<State>(std::move(settings), port, std::move(places), router, dispatcher,
                                     greeter, std::move(logger), metrics)) {}

Server::~Server() = default;

std::size_t Server::connections() const { return state_->connections(); }

void Server::start() {
  asio::post(state_->port.state_->loop, [this] {
    state_->port.state_->listener.start(
        [this](int descriptor, std::string peer) { return state_->accepted(descriptor, std::move(peer)); },
        state_->http.policy);
  });
}

std::size_t Server::State::connections() const {
  std::size_t all = 0;
  for (const auto& site : sites)
    all += site->shard.connections();
  return all;
}

// The shard with the fewest takes it; it is counted at once, or a burst would all go to one.
bool Server::State::accepted(int descriptor, std::string peer) {
  if (connections() >= settings.max_connections) {
    refused.Increment();
    return false;
  }
  sockets.Increment();
  Site& site = **std::min_element(sites.begin(), sites.end(), [](const auto& a, const auto& b) {
    return a->shard.connections() < b->shard.connections();
  });
  site.shard.connection_opened();
  asio::post(site.shard.context(), [this, &site, descriptor, peer = std::move(peer)]() mutable {
    adopt(site, descriptor, std::move(peer));
  });
  return true;
}

void Server::State::adopt(Site& site, int descriptor, std::string peer) {
  const bool v6 = peer.find(':') != std::string::npos;
  asio::ip::tcp::socket socket(site.shard.context());
  boost::system::error_code error;
  socket.assign(v6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), descriptor, error);
  if (error) {
    ::close(descriptor);
    site.shard.connection_closed();
    return;
  }
  asio::co_spawn(site.shard.context(), serve_http(site, std::move(socket), std::move(peer)), asio::detached);
}

Task<void> Server::State::serve_http(Site& site, asio::ip::tcp::socket socket, std::string peer) {
  std::optional<Upgrade> upgrade;
  const auto session =
      std::make_shared<HttpSession>(site.shard, std::move(socket), std::move(peer), http, router, files,
                                    [&upgrade](Upgrade u) { upgrade.emplace(std::move(u)); });
  site.sessions.insert(session.get());
  if (site.draining) session->finish();
  try {
    co_await session->run();
  } catch (const std::exception& broken) {
    logger.error("http_session.failed", {{"why", broken.what()}});
  }
  site.sessions.erase(session.get());
  // A coroutine of its own, so that this frame and the parser's buffers end before hours of silence begin.
  if (upgrade)
    asio::co_spawn(site.shard.context(), serve_upgraded(site, std::move(*upgrade)), asio::detached);
  else
    site.shard.connection_closed();
}

Task<void> Server::State::serve_upgraded(Site& site, Upgrade upgrade) {
  // Whoever was on the way when the end began stands in none of its lists.
  std::function<void(FrameSink&)> greeted = [&site](FrameSink& sink) {
    if (site.draining) sink.close(CloseCode::restarting, restarting());
  };
  try {
    co_await serve_websocket(site.shard, site.hub, std::move(upgrade), ws, services, std::move(greeted));
  } catch (const std::exception& broken) {
    logger.error("ws_session.failed", {{"why", broken.what()}});
  }
  site.shard.connection_closed();
}

// Everybody at once would come back at once: each socket is closed at a random moment of the drain time.
void Server::State::drain_site(Site& site) {
  site.draining = true;
  for (HttpSession* session : site.sessions)
    session->finish();
  std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<std::int64_t> moment(0, settings.drain.count());
  std::vector<std::weak_ptr<Connection>> told;
  for (const auto& connection : site.hub.connections()) {
    told.emplace_back(connection);
    auto timer =
        std::make_shared<asio::steady_timer>(site.shard.context(), std::chrono::milliseconds(moment(random)));
    timer->async_wait([timer, weak = std::weak_ptr(connection)](const boost::system::error_code&) {
      if (const auto alive = weak.lock()) alive->farewell(CloseCode::restarting, restarting());
    });
  }
  auto last = std::make_shared<asio::steady_timer>(site.shard.context(), settings.drain + last_answers);
  last->async_wait([last, told = std::move(told)](const boost::system::error_code&) {
    for (const auto& weak : told)
      if (const auto alive = weak.lock()) alive->sink().close(CloseCode::restarting, restarting());
  });
}

void Server::drain() {
  std::promise<void> closed;
  asio::post(state_->port.state_->loop, [this, &closed] {
    state_->port.state_->listener.stop();
    closed.set_value();
  });
  closed.get_future().wait();
  for (const auto& site : state_->sites)
    asio::post(site->shard.context(), [this, raw = site.get()] { state_->drain_site(*raw); });

  const auto deadline = std::chrono::steady_clock::now() + state_->settings.drain + last_answers +
                        state_->ws.outbox.close_patience + 2s;
  while (state_->connections() > 0 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

}  // namespace chatelier
