// The end of each active room's log in Redis, so that a restart or another node need not ask Postgres for it.
#pragma once

#include <chatelier/log.hpp>
#include <chatelier/redis.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace chatelier {

/// A Stream per room, `PREFIX:room:{id}:tail`, with an hour to live; an entry holds the room's events of one
/// batch, its ID is `<seq>-0` of the last one. It may be wrong only by missing: what it holds is checked for
/// contiguity, and everything else comes from `truth`.
class RoomTail final : public EventHistory {
 public:
  RoomTail(boost::asio::io_context& backbone, Redis& redis, EventHistory& truth, Metrics& metrics);
  ~RoomTail() override;

  /// On the backbone, once, before anything is read or appended: two installations may have a room of one id.
  void open(std::string prefix);

  /// Any executor; Redis is asked on the backbone.
  Task<LogPage> after(std::string room, std::int64_t seq, std::size_t limit) override;
  Task<std::vector<std::pair<std::string, std::int64_t>>> heads(std::vector<std::string> rooms) override;

  /// After a commit, on the backbone: the events of one room, in order, as `pack_events` writes them.
  void append(const std::string& room, std::int64_t last_seq, std::string packed);
  void forget(const std::string& room);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatelier
