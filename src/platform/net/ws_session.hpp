// One WebSocket on its shard: greeting, frames in, heartbeats, end. What goes out is the outbox's.
#pragma once

#include "http_session.hpp"
#include "outbox.hpp"

#include <chatelier/hub.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

namespace chatelier {

/// What all WebSocket sessions share. Any thread.
struct WsSettings {
  std::size_t frame_bytes = 64 << 10;
  std::chrono::milliseconds heartbeat{25'000};
  OutboxSettings outbox;
};

/// Takes one text of a client; completes when the next one may be read.
using TextHandler =
    std::function<Task<void>(const Context&, std::shared_ptr<Connection>, std::string_view text)>;

struct WsServices {
  TextHandler heard;
  Greeter& greeter;
  prometheus::Gauge& connections;
  prometheus::Counter& slow_consumers;
  Logger logger;
};

/// Until the socket ends. `greeted` is called when the hub has the connection and the peer its `ready`.
Task<void> serve_websocket(Shard& shard, Hub& hub, Upgrade upgrade, const WsSettings& settings,
                           const WsServices& services, std::function<void(FrameSink&)> greeted);

}  // namespace chatelier
