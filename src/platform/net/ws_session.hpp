// One WebSocket on its shard: greeting, frames in, heartbeats, end. What goes out is the outbox's.
#pragma once

#include "http_session.hpp"
#include "outbox.hpp"

#include <chatelier/dispatcher.hpp>
#include <chatelier/hub.hpp>

#include <chrono>
#include <memory>

namespace chatelier {

/// What all WebSocket sessions share. Any thread.
struct WsSettings {
  std::size_t frame_bytes = 64 << 10;
  std::chrono::milliseconds heartbeat{25'000};
  OutboxSettings outbox;
};

struct WsServices {
  Dispatcher& dispatcher;
  Greeter& greeter;
  prometheus::Gauge& connections;
  prometheus::Counter& slow_consumers;
  Logger logger;
};

/// Until the socket ends. `greeted` is called when the hub has the connection and the peer its `ready`.
Task<void> serve_websocket(Shard& shard, Hub& hub, Upgrade upgrade, const WsSettings& settings,
                           const WsServices& services, std::function<void(FrameSink&)> greeted);

}  // namespace chatelier
