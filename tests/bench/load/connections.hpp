// What sockets cost that say nothing: memory, heartbeats, and the coming of all of them.
#pragma once

#include "crowd.hpp"
#include "process_cpu.hpp"

#include <nlohmann/json_fwd.hpp>

namespace chatelier::bench {

struct ConnectionsSettings {
  std::size_t sockets = 10'000;
  std::size_t at_once = 32;
  double idle_seconds = 60;
  Processes processes;  // `server` is the one whose memory is reported
};

/// {sockets, resident_bytes_before, resident_bytes_after, bytes_each, connects_per_second, ready_ms,
///  cpu_seconds_connecting, idle_seconds, cpu_seconds_idle, lost_sockets}
[[nodiscard]] nlohmann::json connections(Crowd& crowd, const ConnectionsSettings& settings);

}  // namespace chatelier::bench
