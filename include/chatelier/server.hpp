// The network side of the process: one acceptor, the shards' HTTP and WebSocket sessions, and their orderly
// end. The face of platform/net, made in app.cpp.
#pragma once

#include <chatelier/address_range.hpp>
#include <chatelier/logger.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/ports.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace chatelier {

class Dispatcher;
class Hub;
class Router;
class Shard;

struct ServerSettings {
  std::string public_origin;    // scheme://host[:port]
  bool loopback_names = false;  // Host may also be localhost or a loopback address with any port
  std::vector<AddressRange> trusted_proxies;
  std::size_t max_connections = 10'000;
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds idle_timeout{60'000};
  std::chrono::milliseconds heartbeat{25'000};
  std::size_t outbox_bytes = 256 << 10;
  std::chrono::milliseconds drain{8'000};  // sockets are told to come back spread over this time
  std::string web_dir;
};

/// Binds at construction, before everything else is made: whoever makes the router must know the port.
class BoundPort {
 public:
  /// Throws std::runtime_error that names the address when it is in use.
  BoundPort(boost::asio::io_context& loop, const std::string& host, std::uint16_t port, Logger logger);
  ~BoundPort();
  [[nodiscard]] std::uint16_t port() const;

 private:
  friend class Server;
  struct State;
  std::unique_ptr<State> state_;
};

class Server {
 public:
  /// A shard with its hub.
  struct Place {
    Shard& shard;
    Hub& hub;
  };
  Server(ServerSettings settings, BoundPort& port, std::vector<Place> places, Router& router,
         Dispatcher& dispatcher, Greeter& greeter, Logger logger, Metrics& metrics);
  ~Server();

  /// Accepts from now on.
  void start();
  /// Sockets of all shards at this moment, WebSockets and others. Any thread.
  [[nodiscard]] std::size_t connections() const;
  /// Blocking, from the main thread, while shards and writer still run: no new sockets, requests under way
  /// are answered, WebSockets closed with 1012 and a jittered hint, spread over the drain time.
  void drain();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatelier
