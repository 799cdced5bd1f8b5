// The bus between the shards of this process and, through Redis, the nodes of the cluster. It also keeps
// every hub honest: the heads of the rooms that this node hears are compared with the log, so that a lost
// publish is noticed.
#pragma once

#include <chatelier/bus.hpp>
#include <chatelier/hub.hpp>
#include <chatelier/log.hpp>
#include <chatelier/redis.hpp>
#include <chatelier/tail.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chatelier {

struct ClusterSettings {
  std::chrono::milliseconds compare_every{5'000};
  std::chrono::milliseconds compare_every_without_redis{500};
};

class Cluster final : public Bus, public EventSink, public RoomInterest {
 public:
  Cluster(boost::asio::io_context& backbone, ClusterSettings settings, Redis& redis, RoomTail& tail,
          LogReader& reader, Logger logger, Metrics& metrics);
  ~Cluster() override;

  /// Before `start`: the hubs that hear, each with its shard.
  void add(boost::asio::io_context& shard, Hub& hub);
  /// Before `start`: called on the backbone when another node has ended sessions of `user`.
  void on_sessions_ended(std::function<void(const std::string& user)> told);
  /// On any thread, before the backbone runs: registers with Redis and begins to compare.
  void start();
  /// On any thread, once the database is known and before anybody comes in: from here on the nodes of this
  /// installation hear each other.
  void open(const std::string& installation);
  /// On the backbone: no comparison begins any more.
  void stop();

  void signal(Signal signal) override;
  void to_screens(std::string_view room, std::string_view except_user, FramePtr frame) override;
  void to_room(std::string_view room, FramePtr frame) override;
  void committed(const std::vector<EventPtr>& events) override;
  void wanted(std::string_view room) override;
  void unwanted(std::string_view room) override;

  /// Any thread.
  [[nodiscard]] BusLine line() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatelier
