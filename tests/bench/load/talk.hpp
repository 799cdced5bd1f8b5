// The load itself: messages at a fixed rate whatever the server does (an open loop), each timed from the
// moment at which it was to be sent, so that a stalled server cannot make its own latencies look small.
#pragma once

#include "crowd.hpp"
#include "process_cpu.hpp"

#include <nlohmann/json_fwd.hpp>

#include <unordered_map>
#include <vector>

namespace chatelier::bench {

struct TalkSettings {
  std::vector<double> rates;     // messages per second; steps, one after the other
  double warm_up_seconds = 2;    // of each step, not measured
  double seconds = 10;           // of each step
  double patience_seconds = 10;  // after each step, for what has not come yet
  std::size_t senders = 8;       // the first so many sockets write, in turn
  std::size_t hearers = 1;       // sockets that hear each message
  std::size_t text_bytes = 60;
  bool acknowledged = true;  // the server answers the sender
  Processes processes;       // whose processor time is reported
};

class Talk {
 public:
  explicit Talk(TalkSettings settings) : settings_(std::move(settings)) {}

  /// The crowd's listener.
  void hear(const Crowd::Stamped& news);
  /// Runs every step; an array with one object per step:
  ///   rate, seconds, sent, acknowledged, refused, heard, missing and
  ///   doubled (of the hearers of each message, and added up),
  ///   acknowledged_per_second (within the measured time), heard_per_second (the same),
  ///   acknowledgement_ms, delivery_ms, lateness_ms (of the generator) as Histogram::summary,
  ///   cpu_seconds by process, of the measured time.
  [[nodiscard]] nlohmann::json run(Crowd& crowd);

 private:
  [[nodiscard]] nlohmann::json step(Crowd& crowd, double rate);
  void send_for(Crowd& crowd, long long until_ns, double rate);
  void settle(Crowd& crowd) const;

  const TalkSettings settings_;
  std::size_t next_sender_ = 0;
  // What was intended in the measured time of this step, whenever it came.
  long long from_ns_ = 0;
  long long to_ns_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t heard_ = 0;
  std::unordered_map<long long, std::size_t> heard_of_;  // by the moment for which the message was intended
  Histogram acknowledgement_;
  Histogram delivery_;
  Histogram lateness_;
  // All that came, whenever it was intended.
  std::uint64_t all_acknowledged_ = 0;
  std::uint64_t all_heard_ = 0;
};

}  // namespace chatelier::bench
