// What other nodes said while nobody could hear it, looked up: sessions that have ended, whose sockets only
// listen and so ask for nothing; and rooms that somebody was let into. One per shard, on the shard's thread.
#pragma once

#include <chatelier/bus.hpp>
#include <chatelier/hub.hpp>
#include <chatelier/logger.hpp>
#include <chatelier/ports.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace chatelier {

struct MissedNewsSettings {
  std::chrono::milliseconds every_without_bus{1'000};
  /// After a break of the line: others may be cut off a little longer, and what was said is stored a little
  /// later.
  std::chrono::milliseconds uneasy_for{5'000};
  /// While news travels: for news that were lost, and for sessions that ran out.
  std::chrono::milliseconds every{30'000};
};

class MissedNews {
 public:
  /// `line`: how well this node hears the others; asked every second.
  MissedNews(boost::asio::io_context& shard, MissedNewsSettings settings, Hub& hub,
             Authenticator& authenticator, Arrivals& arrivals, std::function<BusLine()> line, Logger logger);
  ~MissedNews();

  /// Before the shard runs.
  void start();
  /// On the shard: no question begins any more.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace chatelier
