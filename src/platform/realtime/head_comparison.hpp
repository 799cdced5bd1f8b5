// Compares the heads of rooms with the log: after every subscription and every few seconds. A lost publish,
// even of a room's last event, then shows within that time, and two nodes without Redis still hear each
// other. Backbone only.
#pragma once

#include <chatelier/cluster.hpp>

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <unordered_set>

namespace chatelier {

class HeadComparison {
 public:
  using Found = std::function<void(const std::string& room, std::int64_t seq)>;
  /// `all_rooms`: the rooms that this node hears now. `interval`: how long until the next round, asked each
  /// time.
  HeadComparison(boost::asio::io_context& backbone, LogReader& reader,
                 std::function<std::vector<std::string>()> all_rooms,
                 std::function<std::chrono::milliseconds()> interval, Found found, Logger logger,
                 Metrics& metrics);

  void start();
  void stop();
  /// Together with whatever else is asked for in this turn of the loop.
  void soon(const std::string& room);

 private:
  Task<void> rounds();
  Task<void> compare_asked();
  Task<void> compare(std::vector<std::string> rooms);

  boost::asio::io_context& backbone_;
  LogReader& reader_;
  std::function<std::vector<std::string>()> all_rooms_;
  std::function<std::chrono::milliseconds()> interval_;
  Found found_;
  Logger logger_;
  prometheus::Counter& compared_;
  boost::asio::steady_timer timer_;
  std::unordered_set<std::string> asked_;
  bool asking_ = false;
  bool stopped_ = false;
};

}  // namespace chatelier
