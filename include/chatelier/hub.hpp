// One shard's realtime state: which of its sockets hear which room, and how far each has heard. It delivers
// durable events in the order of `seq`, fills holes from the log, and lets slow or returning sockets catch up
// in pages instead of buffering for them. Everything here runs on the shard's thread.
#pragma once

#include <chatelier/bus.hpp>
#include <chatelier/connection.hpp>
#include <chatelier/log.hpp>
#include <chatelier/metrics.hpp>
#include <chatelier/ports.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatelier {

/// Told which rooms a hub has somebody in, so that the node hears just those.
class RoomInterest {
 public:
  virtual ~RoomInterest() = default;
  virtual void wanted(std::string_view room) = 0;
  virtual void unwanted(std::string_view room) = 0;
};

struct HubSettings {
  std::size_t ring_events = 256;
  std::size_t page_events = 100;
  std::int64_t resync_events = 1'000;
  std::size_t resync_bytes = 1 << 20;
};

class Hub {
 public:
  Hub(boost::asio::io_context& shard, HubSettings settings, EventHistory& history, RoomAccess& access,
      RoomInterest& interest, Logger logger, Metrics& metrics);
  ~Hub();

  // ---- for the WebSocket session
  // -------------------------------------------------------------------------------
  /// From here the hub knows the socket, and keeps its user's news for it; before anything is read for
  /// `ready`, or what happens after that would be lost.
  void attach(std::shared_ptr<Connection> connection);
  /// After `ready` was queued: the socket hears its user's news; rooms follow with `resume`.
  void greet(Connection& connection, const Greeting& greeting);
  void detach(Connection& connection);

  // ---- for the handlers of session commands
  // --------------------------------------------------------------------
  /// Starts the room events: those named from their seq, all others from `ready`'s.
  void resume(Connection& connection, const std::vector<std::pair<std::string, std::int64_t>>& held);
  void show(Connection& connection, const std::string& room);
  void hide(Connection& connection, const std::string& room);

  // ---- for the bus, on this shard
  // ------------------------------------------------------------------------------
  void deliver(const EventPtr& event);
  void deliver_signal(const Signal& signal);
  void deliver_to_screens(const std::string& room, const std::string& except_user, const FramePtr& frame);
  void deliver_to_room(const std::string& room, const FramePtr& frame);
  /// The log's head as compared: what is missing is fetched.
  void head(const std::string& room, std::int64_t seq);
  /// Somebody is here with a socket that does not hear the room.
  [[nodiscard]] bool lacks(const std::string& user, const std::string& room) const;

  // ---- for shutdown
  // ----------------------------------------------------------------------------------------------
  /// Every socket of the shard, for the drain.
  [[nodiscard]] std::vector<std::shared_ptr<Connection>> connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatelier
